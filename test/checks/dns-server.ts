import { createSocket, type Socket as DatagramSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import ipaddr from 'ipaddr.js';

/** What a name server says to one question. */
export type Reply =
  | { readonly records: readonly DnsRecord[]; readonly afterMs?: number }
  | { readonly rcode: number }
  /** The bytes after the identifier, whatever they are; `id` false sends them as the whole datagram. */
  | { readonly bytes: Buffer; readonly id: boolean }
  | 'silence';

export interface DnsRecord {
  readonly name?: string;
  readonly type: 'A' | 'AAAA' | 'CNAME';
  readonly data: string;
}

export interface Question {
  readonly name: string;
  readonly type: 'A' | 'AAAA';
}

export interface DnsServer {
  /** In the form that `setServers` takes. */
  readonly address: string;
  readonly questions: readonly Question[];
  close(): Promise<void>;
}

const TYPES = { A: 1, CNAME: 5, AAAA: 28 };
const MOST_IN_A_DATAGRAM = 1232;

/** A name server on 127.0.0.1, over UDP and TCP, that says what `reply` returns. */
export async function openDnsServer(
  reply: (question: Question, nth: number) => Reply,
): Promise<DnsServer> {
  const questions: Question[] = [];
  const timers = new Set<NodeJS.Timeout>();
  const sockets = new Set<Socket>();

  const respond = (query: Buffer, mostBytes: number, send: (bytes: Buffer) => void): void => {
    const question = readQuestion(query);
    questions.push(question);
    const said = reply(question, questions.length);
    if (said === 'silence') return;
    if ('bytes' in said) {
      send(said.id ? Buffer.concat([query.subarray(0, 2), said.bytes]) : said.bytes);
      return;
    }
    const full = messageOf(query, question, said, false);
    const bytes =
      full.length <= mostBytes ? full : messageOf(query, question, { records: [] }, true);
    const afterMs = 'afterMs' in said ? said.afterMs : 0;
    const timer = setTimeout(() => {
      timers.delete(timer);
      send(bytes);
    }, afterMs);
    timers.add(timer);
  };

  const { udp, tcp } = await bindBoth();
  udp.on('message', (query, from) => {
    respond(query, MOST_IN_A_DATAGRAM, (bytes) => {
      udp.send(bytes, from.port, from.address);
    });
  });
  tcp.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    let seen = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      seen = Buffer.concat([seen, chunk]);
      while (seen.length >= 2 && seen.length >= 2 + seen.readUInt16BE()) {
        const end = 2 + seen.readUInt16BE();
        respond(seen.subarray(2, end), 65_535, (bytes) => {
          const length = Buffer.alloc(2);
          length.writeUInt16BE(bytes.length);
          socket.write(Buffer.concat([length, bytes]));
        });
        seen = seen.subarray(end);
      }
    });
  });

  return {
    address: `127.0.0.1:${(tcp.address() as AddressInfo).port}`,
    questions,
    async close() {
      for (const timer of timers) clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => tcp.close(resolve));
      await new Promise<void>((resolve) => {
        udp.close(resolve);
      });
    },
  };
}

/** One port for both; what is free for one may be taken for the other, and then there is another. */
async function bindBoth(): Promise<{ udp: DatagramSocket; tcp: Server }> {
  for (;;) {
    const udp = createSocket('udp4');
    const tcp = createServer();
    try {
      udp.bind(0, '127.0.0.1');
      await once(udp, 'listening');
      tcp.listen(udp.address().port, '127.0.0.1');
      await once(tcp, 'listening');
      return { udp, tcp };
    } catch {
      udp.close();
    }
  }
}

function readQuestion(query: Buffer): Question {
  const labels: string[] = [];
  let at = 12;
  for (;;) {
    const length = query.readUInt8(at);
    at += 1 + length;
    if (length === 0) break;
    labels.push(query.toString('latin1', at - length, at));
  }
  const name = labels.join('.').toLowerCase();
  return { name, type: query.readUInt16BE(at) === TYPES.AAAA ? 'AAAA' : 'A' };
}

function nameOf(name: string): Buffer {
  const labels = name.split('.').map((label) => {
    const bytes = Buffer.from(label, 'latin1');
    return Buffer.concat([Buffer.of(bytes.length), bytes]);
  });
  return Buffer.concat([...labels, Buffer.of(0)]);
}

function messageOf(
  query: Buffer,
  { name, type }: Question,
  said: { readonly records: readonly DnsRecord[] } | { readonly rcode: number },
  truncated: boolean,
): Buffer {
  const records = 'records' in said ? said.records : [];
  const header = Buffer.alloc(12);
  query.copy(header, 0, 0, 2);
  // A response, recursion desired and available.
  header.writeUInt16BE(0x8180 | (truncated ? 0x0200 : 0) | ('rcode' in said ? said.rcode : 0), 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  const question = Buffer.concat([nameOf(name), Buffer.of(0, TYPES[type], 0, 1)]);
  const answers = records.map((record) => {
    const data =
      record.type === 'CNAME'
        ? nameOf(record.data)
        : Buffer.from(ipaddr.parse(record.data).toByteArray());
    const fixed = Buffer.alloc(10);
    fixed.writeUInt16BE(TYPES[record.type], 0);
    fixed.writeUInt16BE(1, 2);
    fixed.writeUInt32BE(60, 4);
    fixed.writeUInt16BE(data.length, 8);
    return Buffer.concat([nameOf(record.name ?? name), fixed, data]);
  });
  return Buffer.concat([header, question, ...answers]);
}
