import { createSocket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { UsageError } from '../errors.ts';
import {
  INITIAL_BYTES,
  readLongHeader,
  reservedVersion,
  versionNegotiationFor,
} from './quic-packet.ts';

export interface UdpResponder {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/**
 * Answers the first datagram of a QUIC connection with a version that nobody speaks, and nothing else with anything: so
 * what is silent elsewhere and answered here is blocked on the way, and who is answered has no connection. It keeps no
 * state, and sends less than it got, so it cannot be made to flood a third party.
 */
export async function openUdpResponder({
  host,
  port,
}: {
  readonly host: string;
  readonly port: number;
}): Promise<UdpResponder> {
  const socket = createSocket({
    type: isIPv6(host) ? 'udp6' : 'udp4',
    ipv6Only: isIPv6(host),
  });
  socket.on('message', (packet, from) => {
    const asked = packet.length >= INITIAL_BYTES ? readLongHeader(packet) : null;
    // Version 0 is an answer itself: two responders must not keep each other busy (RFC 9000 §6.1).
    if (!asked || asked.version === 0) return;
    // Port 0 can be forged as a sender, and nothing can be sent there.
    if (from.port === 0) return;
    const offered = reservedVersion();
    if (offered === asked.version) return;
    socket.send(versionNegotiationFor(asked, [offered]), from.port, from.address, () => undefined);
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind({ address: host, port, exclusive: true }, resolve);
  });
  // An answer that comes to nothing is the client's loss.
  socket.on('error', () => undefined);
  return {
    port: socket.address().port,
    close: () =>
      new Promise((resolve) => {
        socket.close(resolve);
      }),
  };
}

/** A responder on each of several ports. */
export interface UdpResponders {
  readonly ports: readonly number[];
  readonly close: () => Promise<void>;
}

/**
 * Answers on all of these ports of this machine, or on none.
 * @throws {UsageError} naming the first port that cannot be had.
 */
export async function openUdpResponders(
  host: string,
  ports: readonly number[],
): Promise<UdpResponders> {
  const wanted = [...new Set(ports)];
  const tries = await Promise.allSettled(wanted.map((port) => openUdpResponder({ host, port })));
  const opened = tries.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const close = async (): Promise<void> => {
    await Promise.all(opened.map((each) => each.close()));
  };
  const failed = tries.findIndex(({ status }) => status === 'rejected');
  const failure = tries[failed];
  if (failure?.status !== 'rejected') return { ports: opened.map(({ port }) => port), close };
  await close();
  const reason = failure.reason instanceof Error ? failure.reason.message : String(failure.reason);
  throw new UsageError(
    'cannot-listen',
    `UDP_RESPONDER="${host}": cannot listen on UDP port ${wanted[failed] ?? 0}: ${reason}`,
    'name an address of this machine, stop what listens there, and allow this account its ports; or leave it out',
  );
}
