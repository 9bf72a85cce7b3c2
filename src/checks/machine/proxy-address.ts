import { isIPv6 } from 'node:net';
import type { ProxyResult } from '../result.ts';

type Setting = ProxyResult['evidence']['settings'][number];

/** A proxy that the settings of the machine name. */
export interface ConfiguredProxy {
  readonly source: Setting['source'];
  /** What it is set for; "socks" also says how to speak to it. */
  readonly scheme: Setting['scheme'];
  /** host:port, an IPv6 address in brackets; of a PAC file, its web address. Holds no password. */
  readonly address: string;
  /** The proxy itself is spoken to over TLS. */
  readonly overTls: boolean;
}

/** Ports of proxies whose setting names none. */
const DEFAULT_PORTS = { http: 80, https: 443, socks: 1080 } as const;

const WRITTEN =
  /^(?:(https?|socks[45]?[ah]?):\/\/)?(\[[\da-f:.]+\]|[\w.-]{1,253})(?::(\d{1,5}))?(?:[/?#]|$)/i;

/**
 * The proxy that a setting writes as `host`, `host:port` or a web address, without its user and password; null where
 * it names none. `scheme` is what the setting is for.
 */
export function readProxy(
  source: Setting['source'],
  scheme: 'http' | 'https' | 'socks',
  written: string,
): ConfiguredProxy | null {
  // A password may hold anything, even what ends the host's part of an address elsewhere: it ends at the last "@".
  const plain = written.trim().replace(/^([a-z\d]+:\/\/)?[^]*@/i, '$1');
  const [, spoken = '', host, digits] = WRITTEN.exec(plain) ?? [];
  const how = /^socks/i.test(spoken) ? 'socks' : scheme;
  const overTls = /^https$/i.test(spoken);
  const port = Number(
    digits ?? DEFAULT_PORTS[overTls ? 'https' : how === 'socks' ? 'socks' : 'http'],
  );
  if (host === undefined || port < 1 || port > 65_535) return null;
  return { source, scheme: how, address: `${host.toLowerCase()}:${port}`, overTls };
}

/** A host and a port that a system keeps apart, as one writing; the port may be missing. */
export function writtenTogether(host: string, port = ''): string {
  const safe = isIPv6(host) ? `[${host}]` : host;
  return port === '' ? safe : `${safe}:${port}`;
}

const LONGEST_ADDRESS = 300;

/** The PAC file that a setting names, without what could hold a secret; null where it names none. */
export function readPac(source: Setting['source'], written: string): ConfiguredProxy | null {
  const url = URL.parse(written.trim());
  if (!url || !/^(?:https?|file):$/.test(url.protocol)) return null;
  const address = `${url.protocol}//${url.host}${url.pathname}`.slice(0, LONGEST_ADDRESS);
  return { source, scheme: 'pac', address, overTls: false };
}
