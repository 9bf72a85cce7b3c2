import { FIREWALL, USER_END } from '../network.ts';
import { serverOf, type Server, type World } from '../world.ts';
import { rulesFor, type Fault } from './fault.ts';

/** Faults of the way to the servers: what the firewall drops and rejects. */

const DROPPED = 'work.medialab.qq.com';
const REFUSED = 'acme.id.meeting.qq.com';
const UNREACHABLE = 'acme.id.meeting.qq.com';
const RESET = 'updatecdn.meeting.qq.com';
const PORT = { host: 'quic.conn.wemeet.qq.com', port: 8080 };

/** A fault of one host: what the firewall does with what goes there. */
function ofHost(host: string, what: string, rest: string): Fault {
  return {
    what,
    hosts: () => [host],
    inject: ({ rules, world }) => rules('outgoing', rulesFor([serverOf(world, host)], rest)),
  };
}

/** Everything to these hosts is dropped in silence. */
export function hostsDropped(hosts: readonly string[]): Fault {
  return {
    what: `Everything to ${hosts.length} hosts is dropped in silence.`,
    hosts: () => hosts,
    inject: ({ rules, world }) => {
      const servers = hosts.map((host) => serverOf(world, host));
      return rules('outgoing', rulesFor(servers, 'drop'));
    },
  };
}

/** Nothing passes between the user and the helpdesk's server, and neither is told. */
export const HELPDESK_SILENT: Fault = {
  what: 'Everything between the user and the helpdesk’s server is dropped in silence.',
  inject: ({ rules, world: { helpdesk } }) =>
    rules(
      'everything',
      ['daddr', 'saddr'].flatMap((end) => [
        `ip ${end} ${helpdesk.v4} drop`,
        `ip6 ${end} ${helpdesk.v6} drop`,
      ]),
    ),
};

function reportServers(world: World): Server[] {
  return world.reports.map((host) => serverOf(world, host));
}

export const WAY_FAULTS = {
  'no-network': {
    what: 'The user’s network adapter is down.',
    async inject({ machines: { user }, onReset }) {
      await user.run(['ip', 'link', 'set', 'eth0', 'down']);
      onReset(async () => {
        await user.run(['ip', '-batch', '-'], USER_END);
      });
    },
  },
  'no-way-out': {
    what: 'The adapter is up, but nothing gets beyond the router, not even questions for names.',
    inject: ({ rules }) =>
      rules('everything', [
        `iifname "lan" ip daddr != ${FIREWALL.v4} drop`,
        `iifname "lan" ip6 daddr != { ${FIREWALL.v6}, fe80::/10, ff00::/8 } drop`,
      ]),
  },
  'host-dropped': ofHost(DROPPED, `Everything to ${DROPPED} is dropped in silence.`, 'drop'),
  'host-refused': ofHost(
    REFUSED,
    `Connections to ${REFUSED} are refused (TCP reset to the first packet).`,
    'meta l4proto tcp reject with tcp reset',
  ),
  'host-unreachable': ofHost(
    UNREACHABLE,
    `Packets to ${UNREACHABLE} are answered by the firewall with ICMP "prohibited".`,
    'reject with icmpx type admin-prohibited',
  ),
  'host-reset': ofHost(
    RESET,
    `Connections to ${RESET} are reset as soon as they stand.`,
    'tcp flags & syn == 0 reject with tcp reset',
  ),
  'port-dropped': ofHost(
    PORT.host,
    `TCP port ${PORT.port} of ${PORT.host} is dropped; its other ports work.`,
    `tcp dport ${PORT.port} drop`,
  ),
  'only-web-ports': {
    what: 'Only ports 80 and 443 (TCP and UDP) get out, and questions for names.',
    inject: ({ rules }) =>
      rules('outgoing', [
        'meta l4proto { tcp, udp } th dport != { 80, 443 } drop',
        'meta l4proto != { tcp, udp } drop',
      ]),
  },
  'udp-dropped': {
    what: 'All UDP is dropped but questions for names.',
    inject: ({ rules }) => rules('outgoing', ['meta l4proto udp drop']),
  },
  'ipv6-dead': {
    what: 'All IPv6 is dropped in silence; IPv4 works.',
    inject: ({ rules }) => rules('outgoing', ['meta nfproto ipv6 drop']),
  },
  'ipv4-dead': {
    what: 'All IPv4 is dropped in silence but questions for names; IPv6 works.',
    inject: ({ rules }) => rules('outgoing', ['meta nfproto ipv4 drop']),
  },
  'telemetry-blocked': {
    what: 'The servers that only receive reports are dropped; a login needs none of them.',
    hosts: ({ reports }) => reports,
    inject: ({ rules, world }) => rules('outgoing', rulesFor(reportServers(world), 'drop')),
  },
  'callback-unreachable': {
    what: 'The server that the error names is dropped; all of the endpoint table works.',
    hosts: ({ callback }) => [callback.host],
    inject: ({ rules, world }) => rules('outgoing', rulesFor([world.callback], 'drop')),
  },
} as const satisfies Record<string, Fault>;
