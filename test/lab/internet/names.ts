import { once } from 'node:events';
import { createSocket } from 'node:dgram';
import { createServer } from 'node:net';
import * as packet from 'dns-packet';
import { findServer, type World } from '../world.ts';

/** What the name server says that is not so. */
export interface Lies {
  /** Hosts that it says do not exist. */
  readonly missing: readonly string[];
  /** Hosts for which it gives the addresses of another. */
  readonly elsewhere: Readonly<Record<string, string>>;
  /** Every name gets an address that no server has, as proxy tools give (198.18.0.0/15). */
  readonly isFake: boolean;
  /** It knows no answer to anything: SERVFAIL. */
  readonly isFailing: boolean;
}

export const NO_LIES: Lies = { missing: [], elsewhere: {}, isFake: false, isFailing: false };

// RFC 1035 §4.1.1
const RESPONSE_CODES = { NOERROR: 0, SERVFAIL: 2, NXDOMAIN: 3 };
const TTL_SECONDS = 60;

/** The fake address of a server: its number in 198.18.0.0/24. */
function fakeAddress(v4: string): string {
  return v4.replace(/^\d+\.\d+\.\d+/, '198.18.0');
}

function addressesOf(name: string, type: string, world: World, lies: Lies): string[] | null {
  const host = lies.elsewhere[name] ?? name;
  const server = findServer(world, host);
  if (!server || lies.missing.includes(name)) return null;
  if (type === 'A') return [lies.isFake ? fakeAddress(server.v4) : server.v4];
  return type === 'AAAA' && !lies.isFake ? [server.v6] : [];
}

function reply(query: packet.Packet, world: World, lies: Lies): packet.Packet {
  const [question] = query.questions ?? [];
  const name = question?.name.toLowerCase().replace(/\.$/, '') ?? '';
  const type = question?.type ?? '';
  const addresses = lies.isFailing ? [] : addressesOf(name, type, world, lies);
  const code = lies.isFailing ? 'SERVFAIL' : addresses ? 'NOERROR' : 'NXDOMAIN';
  return {
    type: 'response',
    ...(query.id !== undefined && { id: query.id }),
    flags: packet.RECURSION_DESIRED | packet.RECURSION_AVAILABLE | RESPONSE_CODES[code],
    ...(question && { questions: [question] }),
    answers: (addresses ?? []).map((data) => ({
      type: type === 'AAAA' ? 'AAAA' : 'A',
      name: question?.name ?? '',
      ttl: TTL_SECONDS,
      data,
    })),
  };
}

/** The name server, over UDP and TCP; `lies` is asked at each query. */
export async function serveNames(world: World, lies: () => Lies): Promise<void> {
  const { v4, v6 } = world.resolver;
  for (const [family, address] of [
    ['udp4', v4],
    ['udp6', v6],
  ] as const) {
    const socket = createSocket(family);
    socket.on('message', (message, { port, address: sender }) => {
      try {
        socket.send(packet.encode(reply(packet.decode(message), world, lies())), port, sender);
      } catch {
        // What is no query gets no answer.
      }
    });
    socket.bind(53, address);
    await once(socket, 'listening');
  }
  for (const host of [v4, v6]) {
    const server = createServer((socket) => {
      socket.on('error', () => undefined);
      socket.once('data', (message) => {
        try {
          socket.end(packet.streamEncode(reply(packet.streamDecode(message), world, lies())));
        } catch {
          socket.destroy();
        }
      });
    });
    server.listen(53, host);
    await once(server, 'listening');
  }
}
