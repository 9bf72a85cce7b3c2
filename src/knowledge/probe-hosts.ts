import type { NetworkFile } from './network-schema.ts';

/** The hosts that answer one known thing. */
export function probeHosts({ probes }: Pick<NetworkFile, 'probes'>): Set<string> {
  return new Set(probes.map(({ url }) => new URL(url).hostname));
}
