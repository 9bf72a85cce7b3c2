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
