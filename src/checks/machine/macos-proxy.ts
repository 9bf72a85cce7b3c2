import { readPac, readProxy, writtenTogether, type ConfiguredProxy } from './proxy-address.ts';

export const SCUTIL = '/usr/sbin/scutil';

/** Proxies of macOS: the word that begins their keys, and what they are for. */
const KINDS = [
  ['HTTP', 'http'],
  ['HTTPS', 'https'],
  ['SOCKS', 'socks'],
] as const;

/** The values of the outermost dictionary; those inside of it belong to single adapters. */
function valuesOf(printed: string): Map<string, string> {
  const values = new Map<string, string>();
  let depth = 0;
  for (const line of printed.split('\n')) {
    if (line.includes('}')) depth--;
    const [, key, value] = /^\s*(\w+) : (.*)$/.exec(line) ?? [];
    if (depth === 1 && key !== undefined) values.set(key, value ?? '');
    if (line.includes('{')) depth++;
  }
  return values;
}

/** The proxies in what `scutil --proxy` prints. */
export function macosProxies(printed: string): ConfiguredProxy[] {
  const values = valuesOf(printed);
  const isOn = (name: string): boolean => values.get(`${name}Enable`) === '1';
  const fixed = KINDS.filter(([name]) => isOn(name)).flatMap(([name, scheme]) => {
    const written = writtenTogether(values.get(`${name}Proxy`) ?? '', values.get(`${name}Port`));
    return readProxy('macos', scheme, written) ?? [];
  });
  const url = values.get('ProxyAutoConfigURLString') ?? '';
  const script = isOn('ProxyAutoConfig') ? readPac('macos', url) : null;
  return script ? [...fixed, script] : fixed;
}
