import { FIREWALL } from '../network.ts';
import type { Site } from '../site.ts';
import type { Server, World } from '../world.ts';

/** Something that can be wrong with a network, and how to make it so. */
export interface Fault {
  /** One line for a list. */
  readonly what: string;
  /** The hosts that it hits, where it does not hit all alike; so that pairs can be told that hide each other. */
  readonly hosts?: (world: World) => readonly string[];
  readonly inject: (site: Site) => Promise<unknown>;
}

/** Rules for what goes to these servers, for both families. */
export function rulesFor(servers: readonly Server[], rest: string): string[] {
  return [
    `ip daddr { ${servers.map(({ v4 }) => v4).join(', ')} } ${rest}`,
    `ip6 daddr { ${servers.map(({ v6 }) => v6).join(', ')} } ${rest}`,
  ];
}

/** Rules that turn what `match` describes aside to a port of the firewall itself. */
export function turnedAside(port: number, match: string): string[] {
  return [
    `iifname "lan" meta nfproto ipv4 ${match} dnat ip to ${FIREWALL.v4}:${port}`,
    `iifname "lan" meta nfproto ipv6 ${match} dnat ip6 to [${FIREWALL.v6}]:${port}`,
  ];
}
