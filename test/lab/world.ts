import type { NetworkFile } from '../../src/knowledge/network-schema.ts';
import type { Pack } from '../../src/knowledge/schema.ts';

/** A page with its whole answer. */
export interface Page {
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** One server of the laboratory's internet; it has both addresses to itself. */
export interface Server {
  readonly host: string;
  readonly v4: string;
  readonly v6: string;
  /** 443 speaks TLS, any other port plain HTTP. */
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
  /** What answers over UDP. */
  readonly datagrams: 'quic' | 'control';
  readonly pages: readonly Page[];
}

/** Who and what there is, the same in every laboratory. All of it stands in the documentation ranges. */
export interface World {
  readonly tenant: string;
  /** The pack's endpoints, and the tenant's other sign-in hosts. */
  readonly servers: readonly Server[];
  /** Endpoints without which a login works. */
  readonly reports: readonly string[];
  /** A sign-in server that stands in no table; an error's text names it. */
  readonly callback: Server;
  /** Our own gateway, which answers datagrams on the ports on which the product uses them. */
  readonly gateway: Server;
  /** Where a captive portal sends people. */
  readonly portal: Server;
  /** Stands in the place of the pack's anchors. */
  readonly anchor: Server;
  /** The Login Doctor server, on a machine of its own; nothing is there until somebody starts it. */
  readonly helpdesk: Server;
  readonly resolver: Pick<Server, 'v4' | 'v6'>;
}

export const TENANT = 'acme';
export const CALLBACK_HOST = 'login-cb.example-meeting.net';
const PORTAL_HOST = 'wifi.example-meeting.net';
const ANCHOR_HOST = 'anchor.example-meeting.net';
const GATEWAY_HOST = 'gateway.example-meeting.net';
const HELPDESK_HOST = 'helpdesk.example-meeting.net';

/** The parts of the documentation ranges (RFC 5737, RFC 3849) that the servers have. */
export const SERVERS_V4 = '203.0.113';
export const SERVERS_V6 = '2001:db8:113:';
const RESOLVER_NUMBER = 53;
const FIRST_NUMBER = 101;

function addresses(number: number): Pick<Server, 'v4' | 'v6'> {
  return { v4: `${SERVERS_V4}.${number}`, v6: `${SERVERS_V6}:${number}` };
}

/** The world in which everything of the pack exists and works. */
export function worldOf({ endpoints, tenant, network }: Pack): World {
  let number = FIRST_NUMBER;
  const server = (host: string, what: Partial<Server> = {}): Server => ({
    host,
    ...addresses(number++),
    tcp: [80, 443],
    udp: [],
    datagrams: 'quic',
    pages: [],
    ...what,
  });
  const rows = endpoints.map(({ host, tcp = [], udp = [] }) =>
    server(host.replace('{tenant}', TENANT), { tcp, udp }),
  );
  const signIn = [...(tenant?.hosts ?? []), ...(tenant?.shared ?? [])]
    .map((host) => host.replace('{tenant}', TENANT))
    .filter((host) => !rows.some((row) => row.host === host))
    .map((host) => server(host));
  const probes = Map.groupBy(network.probes, ({ url }) => new URL(url).hostname);
  const callback = server(CALLBACK_HOST);
  const udp = [...new Set(rows.flatMap((row) => row.udp))];
  const gateway = server(GATEWAY_HOST, { tcp: [443], udp, datagrams: 'control' });
  const portal = server(PORTAL_HOST, { tcp: [80] });
  const anchor = server(ANCHOR_HOST, { tcp: [443] });
  return {
    tenant: TENANT,
    servers: [
      ...rows,
      ...signIn,
      ...[...probes].map(([host, pages]) => server(host, { tcp: [80], pages: pages.map(pageOf) })),
      callback,
      gateway,
      portal,
      anchor,
    ],
    reports: endpoints.filter(({ stopsLogin }) => !stopsLogin).map(({ host }) => host),
    callback,
    gateway,
    portal,
    anchor,
    helpdesk: server(HELPDESK_HOST, { tcp: [443] }),
    resolver: addresses(RESOLVER_NUMBER),
  };
}

function pageOf({ url, status, body = '' }: NetworkFile['probes'][number]): Page {
  return { path: new URL(url).pathname, status, body };
}

/** The server of that name, wherever it stands; null where nobody has it. */
export function findServer({ servers, helpdesk }: World, host: string): Server | null {
  return [...servers, helpdesk].find((each) => each.host === host) ?? null;
}

/** The server of that name. */
export function serverOf(world: World, host: string): Server {
  const server = findServer(world, host);
  if (!server) throw new Error(`the laboratory has no server ${host}`);
  return server;
}
