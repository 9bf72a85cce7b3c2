import { readPac, readProxy, type ConfiguredProxy } from './proxy-address.ts';

export const REG = String.raw`C:\Windows\System32\reg.exe`;
/** Where Windows keeps the proxy of the signed-in user. */
export const INTERNET_SETTINGS = [
  'query',
  String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`,
] as const;

/** A value as `reg query` prints it: name, type, data, four spaces apart. */
const VALUE = /^ {4}(\S+) {4}REG_(?:SZ|EXPAND_SZ|DWORD) {4}(.*?)\r?$/gm;
const SCHEMES = { http: 'http', https: 'https', socks: 'socks' } as const;

/** "host:port" stands for every scheme; "http=host:port;https=host:port" names each by itself. */
function proxiesOf(server: string): ConfiguredProxy[] {
  return server.split(/[;\s]+/).flatMap((part) => {
    const [, name = '', address = ''] = /^([a-z]+)=(.*)$/i.exec(part) ?? [];
    if (name === '') return readProxy('windows', 'http', part) ?? [];
    const scheme = Object.entries(SCHEMES).find(([known]) => known === name.toLowerCase())?.[1];
    return scheme ? (readProxy('windows', scheme, address) ?? []) : [];
  });
}

/** The proxies in what `reg query` prints of the key INTERNET_SETTINGS. */
export function windowsProxies(printed: string): ConfiguredProxy[] {
  const values = new Map(
    Array.from(printed.matchAll(VALUE), ([, name = '', data = '']) => [name.toLowerCase(), data]),
  );
  const enabled = Number(values.get('proxyenable') ?? 0) === 1;
  const fixed = enabled ? proxiesOf(values.get('proxyserver') ?? '') : [];
  // A script is used whether or not a fixed proxy is switched on.
  const script = readPac('windows', values.get('autoconfigurl') ?? '');
  return script ? [...fixed, script] : fixed;
}
