import { SERVERS_V4, SERVERS_V6, type World } from './world.ts';

/**
 * user ── line ── firewall ── internet ── helpdesk
 *
 * The line is the way out of the house: it can be slow or lossy. The firewall can drop, reject and intercept. Each is
 * a router and nothing else while there is no fault. The helpdesk's server is reached through the internet.
 */
export const MACHINES = ['user', 'line', 'firewall', 'internet', 'helpdesk'] as const;
export type MachineName = (typeof MACHINES)[number];

export const USER = { v4: '192.0.2.10', v6: '2001:db8:2::10' };
export const FIREWALL = { v4: '198.51.100.2', v6: '2001:db8:51::2' };
const LINE = { v4: '192.0.2.1', v6: '2001:db8:2::1' };
const LINE_OUT = { v4: '198.51.100.1', v6: '2001:db8:51::1' };
const FIREWALL_OUT = { v4: '198.51.100.5', v6: '2001:db8:52::1' };
const INTERNET = { v4: '198.51.100.6', v6: '2001:db8:52::2' };
const INTERNET_OUT = { v4: '198.51.100.9', v6: '2001:db8:53::1' };
const HELPDESK = { v4: '198.51.100.10', v6: '2001:db8:53::2' };
/** Where the QUIC server really listens; its ports are forwarded to it. */
export const QUIC_SERVER = { v4: `${SERVERS_V4}.250`, v6: `${SERVERS_V6}:250`, port: 443 };

/** The device of the line through which packets are sent to be held back. */
export const DELAY_DEVICE = 'delay';

/** Below /proc/sys/net of every machine. */
export const SETTINGS = {
  'ipv4/ip_forward': 1,
  'ipv6/conf/all/forwarding': 1,
  // An address is not to wait until its being the only one is certain.
  'ipv6/conf/default/accept_dad': 0,
  'ipv6/conf/default/accept_ra': 0,
  'ipv6/conf/default/router_solicitations': 0,
  // ICMP errors are evidence here: none may be held back because there were many.
  'ipv4/icmp_ratelimit': 0,
  'ipv6/icmp/ratelimit': 0,
};

/** The user's own end, which a fault can take down and a reset sets up again. */
export const USER_END = `
link set lo up
address replace ${USER.v4}/24 dev eth0
address replace ${USER.v6}/64 dev eth0 nodad
link set eth0 up
route replace default via ${LINE.v4}
route replace default via ${LINE.v6}
`;

/**
 * A cable from this machine's device `near` to the device `far` of another. The kernel tells at once that a device is
 * up where its index differs from that of its other end; where they are the same by chance, it may take a second.
 */
function cable(near: string, far: string, machine: string, index: number): string {
  return `link add ${near} index ${index} type veth peer name ${far} index ${index + 1} netns ${machine}`;
}

/** `ip -batch` for each machine, in the order in which they must be carried out. */
export function wiring(names: Record<MachineName, string>, world: World): [MachineName, string][] {
  const servers = [...world.servers, world.resolver, QUIC_SERVER];
  const { helpdesk } = world;
  return [
    [
      'line',
      `
link set lo up
${cable('lan', 'eth0', names.user, 10)}
${cable('wan', 'lan', names.firewall, 20)}
address add ${LINE.v4}/24 dev lan
address add ${LINE.v6}/64 dev lan nodad
address add ${LINE_OUT.v4}/30 dev wan
address add ${LINE_OUT.v6}/64 dev wan nodad
link set lan up
link set wan up
route add default via ${FIREWALL.v4}
route add default via ${FIREWALL.v6}
`,
    ],
    ['user', USER_END],
    [
      'firewall',
      `
link set lo up
${cable('wan', 'eth0', names.internet, 30)}
address add ${FIREWALL.v4}/30 dev lan
address add ${FIREWALL.v6}/64 dev lan nodad
address add ${FIREWALL_OUT.v4}/30 dev wan
address add ${FIREWALL_OUT.v6}/64 dev wan nodad
link set lan up
link set wan up
route add 192.0.2.0/24 via ${LINE_OUT.v4}
route add 2001:db8:2::/64 via ${LINE_OUT.v6}
route add ${SERVERS_V4}.0/24 via ${INTERNET.v4}
route add ${SERVERS_V6}:/64 via ${INTERNET.v6}
`,
    ],
    [
      'internet',
      `
link set lo up
${cable('helpdesk', 'eth0', names.helpdesk, 40)}
address add ${INTERNET.v4}/30 dev eth0
address add ${INTERNET.v6}/64 dev eth0 nodad
address add ${INTERNET_OUT.v4}/30 dev helpdesk
address add ${INTERNET_OUT.v6}/64 dev helpdesk nodad
link set eth0 up
link set helpdesk up
route add ${helpdesk.v4}/32 via ${HELPDESK.v4}
route add ${helpdesk.v6}/128 via ${HELPDESK.v6}
route add default via ${FIREWALL_OUT.v4}
route add default via ${FIREWALL_OUT.v6}
${servers.map(({ v4, v6 }) => `address add ${v4}/32 dev lo\naddress add ${v6}/128 dev lo nodad`).join('\n')}
`,
    ],
    [
      'helpdesk',
      `
link set lo up
address add ${HELPDESK.v4}/30 dev eth0
address add ${HELPDESK.v6}/64 dev eth0 nodad
link set eth0 up
address add ${helpdesk.v4}/32 dev lo
address add ${helpdesk.v6}/128 dev lo nodad
route add default via ${INTERNET_OUT.v4}
route add default via ${INTERNET_OUT.v6}
`,
    ],
  ];
}

/**
 * The firewall without a fault. Everything is decided on the user's side before an address is translated, so that a
 * dropped host stays dropped where an interceptor would have answered for it.
 */
export function firewallRules({ resolver }: World): string {
  return `
flush ruleset
table inet lab {
  # Also what asks for names.
  chain everything {
    type filter hook prerouting priority -160
  }
  chain outgoing {
    type filter hook prerouting priority -150
    iifname != "lan" accept
    ip daddr { ${resolver.v4}, ${FIREWALL.v4} } accept
    ip6 daddr { ${resolver.v6}, ${FIREWALL.v6} } accept
    meta l4proto ipv6-icmp icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit } accept
  }
  chain one_host {
  }
  chain all_hosts {
  }
  chain translation {
    type nat hook prerouting priority dstnat
    jump one_host
    jump all_hosts
  }
}
`;
}

/** The line without a fault. */
export const LINE_RULES = `
flush ruleset
table inet lab {
  chain passing {
    type filter hook forward priority 0
  }
}
`;

/** The internet's own end: the QUIC server answers for all ports on which the product speaks QUIC. */
export function internetRules({ servers }: World): string {
  const forward = servers
    .filter(({ udp, datagrams }) => udp.length > 0 && datagrams === 'quic')
    .flatMap(({ v4, v6, udp }) => {
      const ports = `udp dport { ${udp.join(', ')} }`;
      const { port } = QUIC_SERVER;
      return [
        `ip daddr ${v4} ${ports} dnat ip to ${QUIC_SERVER.v4}:${port}`,
        `ip6 daddr ${v6} ${ports} dnat ip6 to [${QUIC_SERVER.v6}]:${port}`,
      ];
    });
  return `
flush ruleset
table inet lab {
  chain translation {
    type nat hook prerouting priority dstnat
    ${forward.join('\n    ')}
  }
}
`;
}
