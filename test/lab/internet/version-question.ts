/** A datagram of 1200 bytes with a reserved version: a QUIC server answers with those that it speaks (RFC 9000 §6). */
export function versionQuestion(): Buffer {
  const datagram = Buffer.alloc(1200);
  const idLength = 8;
  datagram.writeUInt8(0xc0, 0);
  datagram.writeUInt32BE(0x1a2a3a4a, 1);
  datagram.writeUInt8(idLength, 5);
  datagram.writeUInt8(idLength, 6 + idLength);
  return datagram;
}
