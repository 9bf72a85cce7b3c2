/** What of a ClientHello is needed to tell whom it is for (RFC 8446 §4.1.2, RFC 6066 §3). */

const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const RECORD_HEADER = 5;

/** Whether `bytes` hold the whole first record; what is no TLS is whole as it is. */
export function isWholeRecord(bytes: Buffer): boolean {
  if (bytes.length > 0 && bytes[0] !== HANDSHAKE_RECORD) return true;
  return bytes.length >= RECORD_HEADER && bytes.length >= RECORD_HEADER + bytes.readUInt16BE(3);
}

/** The host that a ClientHello names; null where it names none, or is none. */
export function serverNameOf(record: Buffer): string | null {
  try {
    return readServerName(record);
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

function readServerName(record: Buffer): string | null {
  if (record[0] !== HANDSHAKE_RECORD || record[RECORD_HEADER] !== CLIENT_HELLO) return null;
  // Handshake header, version, random.
  let at = RECORD_HEADER + 4 + 2 + 32;
  at += 1 + record.readUInt8(at); // session
  at += 2 + record.readUInt16BE(at); // cipher suites
  at += 1 + record.readUInt8(at); // compression
  const end = at + 2 + record.readUInt16BE(at);
  at += 2;
  while (at < end) {
    const type = record.readUInt16BE(at);
    const length = record.readUInt16BE(at + 2);
    at += 4;
    // The list's length and the entry's type stand before the name's length.
    if (type === SERVER_NAME)
      return record.toString('latin1', at + 5, at + 5 + record.readUInt16BE(at + 3));
    at += length;
  }
  return null;
}
