import { readPac, readProxy, writtenTogether, type ConfiguredProxy } from './proxy-address.ts';

export const GSETTINGS = '/usr/bin/gsettings';
export const GNOME_PROXY = ['list-recursively', 'org.gnome.system.proxy'] as const;

const SCHEMES = ['http', 'https', 'socks'] as const;

/** A setting as `gsettings` prints it: schema, key, and a value in the notation of GVariant. */
const SETTING = /^org\.gnome\.system\.proxy(?:\.(\w+))? (\S+) (.*)$/gm;

function unquoted(value: string): string {
  return value.replace(/^'(.*)'$/, '$1');
}

/** The proxies in what `gsettings` prints of GNOME_PROXY. */
export function gnomeProxies(printed: string): ConfiguredProxy[] {
  const values = new Map(
    Array.from(printed.matchAll(SETTING), ([, child = '', key = '', value = '']) => [
      `${child} ${key}`,
      unquoted(value),
    ]),
  );
  const valueOf = (child: string, key: string): string => values.get(`${child} ${key}`) ?? '';
  switch (valueOf('', 'mode')) {
    case 'manual':
      return SCHEMES.flatMap((scheme) => {
        const [host, port] = [valueOf(scheme, 'host'), valueOf(scheme, 'port')];
        // Port 0 stands for a proxy that nobody has set.
        return host === '' || port === '0'
          ? []
          : (readProxy('gnome', scheme, writtenTogether(host, port)) ?? []);
      });
    case 'auto': {
      const script = readPac('gnome', valueOf('', 'autoconfig-url'));
      return script ? [script] : [];
    }
    default:
      return [];
  }
}
