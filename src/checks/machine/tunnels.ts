import type { NetworkInterfaceInfo } from 'node:os';
import ipaddr from 'ipaddr.js';
import type { Machine } from './machine.ts';

/** An adapter that looks like a tunnel. */
export interface Tunnel {
  readonly name: string;
  readonly addresses: readonly string[];
  /** Its own network lies in a range that proxy tools use. */
  readonly ofProxyTool: boolean;
}

/** Names that systems and drivers give to tunnels: of Linux, of macOS (utun), and of the drivers for Windows. */
const TUNNEL_NAME = /^(?:u?tun|tap|wg|ppp|zt)[\w-]*$|wintun|wireguard|\btap-|vpn/i;
/** macOS keeps some of these for itself, with nothing but link-local IPv6 addresses. */
const UTUN = /^utun\d/i;

/** Whether the whole network of an address in CIDR form lies in the range: Docker's 172.18.0.1/16 is not in a /30. */
function liesIn(cidr: string | null, range: string): boolean {
  if (cidr === null || !ipaddr.isValidCIDR(cidr)) return false;
  const [address, bits] = ipaddr.parseCIDR(cidr);
  const [network, least] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && bits >= least && address.match([network, least]);
}

function isBeyondLink({ address, internal }: NetworkInterfaceInfo): boolean {
  return !internal && !/^fe[89ab]/i.test(address);
}

/** The adapters of a machine that look like a tunnel, by their name or by an address in `ranges` (CIDR). */
export function tunnelsOf(machine: Machine, ranges: readonly string[]): Tunnel[] {
  return Object.entries(machine.adapters()).flatMap(([name, all = []]) => {
    const own = all.filter(isBeyondLink);
    const ofProxyTool = own.some(({ cidr }) => ranges.some((range) => liesIn(cidr, range)));
    const named =
      TUNNEL_NAME.test(name) && own.some(({ family }) => !UTUN.test(name) || family === 'IPv4');
    if (!ofProxyTool && !named) return [];
    return [{ name, addresses: own.map(({ address }) => address), ofProxyTool }];
  });
}
