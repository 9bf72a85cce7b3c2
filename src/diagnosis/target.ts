import type { CheckKind } from '../knowledge/vocabulary.ts';

/** A port of a host, which is a name or a literal address. */
export interface HostPort {
  readonly host: string;
  readonly port: number;
}

/** The place that `host:port` names, an IPv6 address in brackets; null where it is written otherwise. */
export function hostPortOf(target: string): HostPort | null {
  const [, host, port] = /^(\[[^\]]+\]|[^:\s]+):(\d{1,5})$/.exec(target) ?? [];
  const number = Number(port);
  if (host === undefined || number < 1 || number > 65_535) return null;
  return { host: host.replace(/^\[|\]$/g, ''), port: number };
}

/** A web address without what could hold a secret; null for what is none, or names a user. */
export function urlOf(target: string): URL | null {
  const url = URL.parse(target);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== '' || url.password !== '')
    return null;
  url.search = '';
  url.hash = '';
  return url;
}

/** The place as it is written, an IPv6 address in brackets. */
export function targetOf({ host, port }: HostPort): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What a check of each kind is aimed at; "-" stands for the machine. */
export const TARGET_OF = {
  dns: 'host',
  ping: 'host',
  tcp: 'place',
  tls: 'place',
  quic: 'place',
  http: 'url',
  clock: 'url',
  'ip-families': 'machine',
  proxy: 'machine',
  logs: 'machine',
} as const satisfies Record<CheckKind, keyof Shapes>;

interface Shapes {
  readonly host: { readonly host: string };
  readonly place: HostPort;
  readonly url: HostPort & { readonly url: URL };
  readonly machine: { readonly machine: true };
}
type ShapeOf<K extends CheckKind> = (typeof TARGET_OF)[K];

const READERS: { readonly [S in keyof Shapes]: (written: string) => Shapes[S] | null } = {
  host: (written) => ({ host: written }),
  place: hostPortOf,
  url: (written) => {
    const url = urlOf(written);
    return url && { url, host: url.hostname.replace(/^\[|\]$/g, ''), port: portOfUrl(url) };
  },
  machine: () => ({ machine: true }),
};

/** The target of a check of that kind, hosts without brackets; null where the kind can have no such target. */
export function readTarget<K extends CheckKind>(
  kind: K,
  written: string,
): Shapes[ShapeOf<K>] | null {
  return READERS[TARGET_OF[kind]](written);
}

interface Aimed {
  readonly kind: CheckKind;
  readonly target: string;
}

/** The host that a check is about; null for one about the machine. */
export function hostOf({ kind, target }: Aimed): string | null {
  const read = readTarget(kind, target);
  return read && 'host' in read ? read.host : null;
}

/** The port that a check is about; null for one about a host or the machine. */
export function portOf({ kind, target }: Aimed): number | null {
  const read = readTarget(kind, target);
  return read && 'port' in read ? read.port : null;
}

/** The port of a web address, which goes without saying where it is that of its scheme. */
export function portOfUrl({ port, protocol }: URL): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}
