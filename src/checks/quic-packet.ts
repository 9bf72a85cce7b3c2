import { randomBytes, randomInt } from 'node:crypto';

/** Servers drop an Initial that is smaller, so that nobody makes them answer more than they got (RFC 9000 §14.1). */
export const INITIAL_BYTES = 1200;

const LONG_HEADER = 0x80;
/** Long header, fixed bit, type Initial, and a packet number of four bytes (RFC 9000 §17.2.2). */
const INITIAL = 0xc3;
const ID_BYTES = 8;
const MOST_VERSIONS = 20;

/** What both sides of the negotiation of a version read of a packet with a long header (RFC 8999 §5.1). */
export interface LongHeader {
  readonly version: number;
  readonly destination: Buffer;
  readonly source: Buffer;
  /** What comes after the connection ids; its meaning is the version's. */
  readonly rest: Buffer;
}

/** A version that no server may speak, of the form 0x?a?a?a?a (RFC 9000 §15): it must answer with those it does. */
export function reservedVersion(): number {
  return ((randomInt(2 ** 32) & 0xf0f0f0f0) | 0x0a0a0a0a) >>> 0;
}

/** The first datagram of a connection that asks for `version`, with ids that nobody can guess. */
export function initialOf(version: number): Buffer {
  const head = headerOf(INITIAL, version, randomBytes(ID_BYTES), randomBytes(ID_BYTES));
  // No token; then the length of what follows, as a number of two bytes (RFC 9000 §16).
  const fields = Buffer.alloc(3);
  const body = randomBytes(INITIAL_BYTES - head.length - fields.length);
  fields.writeUInt16BE(0x4000 | body.length, 1);
  return Buffer.concat([head, fields, body]);
}

/** The packet that tells a client the versions, its own ids turned round (RFC 9000 §17.2.1). */
export function versionNegotiationFor(
  { destination, source }: LongHeader,
  versions: readonly number[],
): Buffer {
  const list = Buffer.alloc(4 * versions.length);
  versions.forEach((version, n) => list.writeUInt32BE(version, 4 * n));
  return Buffer.concat([headerOf(LONG_HEADER, 0, source, destination), list]);
}

/** The versions that `packet` offers as the answer to `initial`; null where it is no such answer. */
export function versionsOffered(packet: Buffer, initial: Buffer): string[] | null {
  const answer = readLongHeader(packet);
  const asked = readLongHeader(initial);
  if (!answer || !asked || answer.version !== 0) return null;
  if (!answer.destination.equals(asked.source) || !answer.source.equals(asked.destination))
    return null;
  if (answer.rest.length === 0 || answer.rest.length % 4 !== 0) return null;
  return Array.from(
    { length: Math.min(MOST_VERSIONS, answer.rest.length / 4) },
    (_, n) => `0x${answer.rest.toString('hex', 4 * n, 4 * n + 4)}`,
  );
}

/** Null where the bytes are no packet with a long header, or end before its connection ids do. */
export function readLongHeader(packet: Buffer): LongHeader | null {
  const destinationBytes = packet[5];
  if (destinationBytes === undefined || !(packet.readUInt8() & LONG_HEADER)) return null;
  const middle = 6 + destinationBytes;
  const sourceBytes = packet[middle];
  if (sourceBytes === undefined) return null;
  const end = middle + 1 + sourceBytes;
  if (end > packet.length) return null;
  return {
    version: packet.readUInt32BE(1),
    destination: packet.subarray(6, middle),
    source: packet.subarray(middle + 1, end),
    rest: packet.subarray(end),
  };
}

function headerOf(first: number, version: number, destination: Buffer, source: Buffer): Buffer {
  const start = Buffer.alloc(5);
  start.writeUInt8(first);
  start.writeUInt32BE(version, 1);
  return Buffer.concat([
    start,
    Buffer.of(destination.length),
    destination,
    Buffer.of(source.length),
    source,
  ]);
}
