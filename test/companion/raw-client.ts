import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { companionProofParts, serverProofParts } from '../../src/companion/proof.ts';
import {
  COMPANION_PATH,
  PROTOCOL,
  SUBPROTOCOL,
  ToCompanion,
  type Device,
  type Enrolment,
  type Proof,
  type ToGateway,
} from '../../src/companion/protocol.ts';
import {
  createKeys,
  isSignedFor,
  newNonce,
  signFor,
  type Keys,
} from '../../src/companion/signing.ts';

/** A companion that writes its frames by hand, rightly or wrongly, and reads what comes back. */

export const OPCODES = {
  continuation: 0,
  text: 1,
  binary: 2,
  close: 8,
  ping: 9,
  pong: 10,
} as const;
export type Opcode = (typeof OPCODES)[keyof typeof OPCODES];

export interface FrameOptions {
  readonly fin?: boolean;
  /** What a client sends is masked (RFC 6455 §5.3). */
  readonly isMasked?: boolean;
  /** What the frame says of its length, in the place of the truth. */
  readonly length?: number;
}

/** One frame, as RFC 6455 §5.2 has it. The mask is zero, so that the payload can be read in it. */
export function frameOf(
  opcode: number,
  payload: Uint8Array | string,
  { fin = true, isMasked = true, length }: FrameOptions = {},
): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload) : payload;
  const said = length ?? body.length;
  const bits = isMasked ? 0x80 : 0;
  const first = (fin ? 0x80 : 0) | opcode;
  const head =
    said < 126
      ? Buffer.from([first, bits | said])
      : said < 65_536
        ? Buffer.from([first, bits | 126, said >> 8, said & 255])
        : Buffer.alloc(10);
  if (said >= 65_536) {
    head[0] = first;
    head[1] = bits | 127;
    head.writeBigUInt64BE(BigInt(said), 2);
  }
  return Buffer.concat([head, isMasked ? Buffer.alloc(4) : Buffer.alloc(0), body]);
}

export function messageFrame(message: ToGateway): Buffer {
  return frameOf(OPCODES.text, JSON.stringify(message));
}

/** What came from the server. */
export type Heard =
  | { readonly kind: 'message'; readonly message: ToCompanion }
  | { readonly kind: 'close'; readonly code: number }
  | { readonly kind: 'pong' }
  /** The line ended. */
  | { readonly kind: 'end' };

const REQUEST = (host: string, headers: readonly string[]): string =>
  [
    `GET ${COMPANION_PATH} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    `Sec-WebSocket-Protocol: ${SUBPROTOCOL}`,
    ...headers,
    '',
    '',
  ].join('\r\n');

/** A TCP connection to the server, and nothing more. */
export async function dial(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  return socket;
}

export class RawClient {
  readonly socket: Socket;
  /** The status of the answer to the HTTP request. */
  status = 0;
  #rest: Buffer = Buffer.alloc(0);
  readonly #heard: Heard[] = [];
  #isOver = false;
  #wake: (() => void) | null = null;

  constructor(socket: Socket) {
    this.socket = socket;
    socket
      .on('data', (chunk) => {
        this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
        this.#read();
      })
      .on('close', () => {
        this.#isOver = true;
        this.#tell();
      });
  }

  write(bytes: Uint8Array | string): void {
    if (this.socket.writable) this.socket.write(bytes);
  }

  send(message: ToGateway): void {
    this.write(messageFrame(message));
  }

  /** The next thing that the server says. */
  async next(): Promise<Heard> {
    for (;;) {
      const heard = this.#heard.shift();
      if (heard) return heard;
      if (this.#isOver) return { kind: 'end' };
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The next message of that kind; others are passed over. */
  async message<K extends ToCompanion['kind']>(
    kind: K,
  ): Promise<Extract<ToCompanion, { kind: K }>> {
    const passed: Heard[] = [];
    for (;;) {
      const heard = await this.next();
      if (heard.kind === 'message' && heard.message.kind === kind)
        return heard.message as Extract<ToCompanion, { kind: K }>;
      passed.push(heard);
      if (heard.kind === 'end') throw new Error(`no "${kind}" came, but ${JSON.stringify(passed)}`);
    }
  }

  /** The code that the server ends the connection with: its own, or WebSocket's where it could say no more. */
  async refusal(): Promise<string | number> {
    let close: number | null = null;
    for (;;) {
      const heard = await this.next();
      if (heard.kind === 'message' && heard.message.kind === 'unwelcome') return heard.message.code;
      if (heard.kind === 'close') close = heard.code;
      if (heard.kind === 'end') return close ?? 'cut';
    }
  }

  /** Until the line has ended. */
  async ended(): Promise<void> {
    while ((await this.next()).kind !== 'end');
  }

  cut(): void {
    this.socket.destroy();
  }

  #tell(): void {
    this.#wake?.();
    this.#wake = null;
  }

  #read(): void {
    if (this.status === 0) {
      const end = this.#rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      this.status = Number(this.#rest.toString('latin1', 9, 12));
      this.#rest = this.#rest.subarray(end + 4);
      this.#tell();
    }
    while (this.status === 101 && this.#frame());
    this.#tell();
  }

  /** Takes one frame of the server's from what has come; false where it is not whole yet. */
  #frame(): boolean {
    const rest = this.#rest;
    if (rest.length < 2) return false;
    const short = (rest[1] ?? 0) & 0x7f;
    const from = short < 126 ? 2 : short === 126 ? 4 : 10;
    if (rest.length < from) return false;
    const length =
      short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2));
    if (rest.length < from + length) return false;
    const payload = rest.subarray(from, from + length);
    this.#rest = rest.subarray(from + length);
    switch ((rest[0] ?? 0) & 0x0f) {
      case OPCODES.text: {
        const message = ToCompanion.parse(JSON.parse(payload.toString('utf8')));
        this.#heard.push({ kind: 'message', message });
        break;
      }
      case OPCODES.close:
        this.#heard.push({ kind: 'close', code: length < 2 ? 1005 : payload.readUInt16BE(0) });
        break;
      case OPCODES.pong:
        this.#heard.push({ kind: 'pong' });
        break;
      default:
        throw new Error(`the server sent a frame of kind ${(rest[0] ?? 0) & 0x0f}`);
    }
    return true;
  }

  /** Until the HTTP request is answered; its status. */
  async answered(): Promise<number> {
    while (this.status === 0 && !this.#isOver)
      await new Promise<void>((resolve) => (this.#wake = resolve));
    return this.status;
  }
}

/** A WebSocket to the server on which nothing has been said yet. */
export async function open(url: string, headers: readonly string[] = []): Promise<RawClient> {
  const client = new RawClient(await dial(url));
  client.write(REQUEST(new URL(url).host, headers));
  await client.answered();
  return client;
}

/** A machine that can prove who it is. */
export interface Enrolled {
  readonly id: string;
  readonly keys: Keys;
}

export const DEVICE: Device = { name: 'box', platform: 'linux', arch: 'x64', asks: false };

type Unproven = Omit<Enrolment, 'proof'> | Omit<Proof, 'proof'>;

/** What an introduction holds beside what it wants. */
export function introduction(nonce = newNonce()): {
  readonly protocol: number;
  readonly program: string;
  readonly device: Device;
  readonly nonce: string;
} {
  return { protocol: PROTOCOL, program: '1.0.0', device: DEVICE, nonce };
}

/** Signs an introduction, for that challenge of that server. */
export function proven(
  message: Unproven,
  keys: Keys,
  { nonce, key }: { readonly nonce: string; readonly key: string },
): Enrolment | Proof {
  const parts = companionProofParts(nonce, key, message);
  return { ...message, proof: signFor('companion proof', parts, keys) };
}

/** A connection that was let in. */
export interface Admitted {
  readonly client: RawClient;
  readonly device: Enrolled;
  /** Its jobs name it. */
  readonly nonce: string;
  readonly serverKey: string;
}

export type Wanted = { readonly ticket: string } | { readonly id: string };

async function introduce(
  url: string,
  keys: Keys,
  wanted: Wanted,
  from?: string,
): Promise<Admitted | { readonly client: RawClient; readonly code: string | number }> {
  const client = await open(url, from === undefined ? [] : [`X-Forwarded-For: ${from}`]);
  const challenge = await client.message('challenge');
  const common = introduction();
  const message =
    'ticket' in wanted
      ? { kind: 'enrol' as const, key: keys.publicKey, ...wanted, ...common }
      : { kind: 'prove' as const, ...wanted, ...common };
  client.send(proven(message, keys, challenge));
  const heard = await client.next();
  if (heard.kind !== 'message' || heard.message.kind !== 'welcome')
    return {
      client,
      code:
        heard.kind === 'message' && heard.message.kind === 'unwelcome'
          ? heard.message.code
          : await client.refusal(),
    };
  const welcome = heard.message;
  const parts = serverProofParts(challenge.nonce, common.nonce, welcome);
  if (!isSignedFor('server proof', parts, welcome.proof, challenge.key))
    throw new Error('the server did not prove itself');
  const device = { id: welcome.id, keys };
  return { client, device, nonce: common.nonce, serverKey: challenge.key };
}

function admitted(outcome: Awaited<ReturnType<typeof introduce>>): Admitted {
  if ('device' in outcome) return outcome;
  throw new Error(`not let in: ${outcome.code}`);
}

/** Comes in by a ticket, with a new key. */
export async function enrol(url: string, ticket: string, keys = createKeys()): Promise<Admitted> {
  return admitted(await introduce(url, keys, { ticket }));
}

/** Comes in again. */
export async function comeBack(url: string, { id, keys }: Enrolled): Promise<Admitted> {
  return admitted(await introduce(url, keys, { id }));
}

/** Why the server does not let it in; "in" where it does. `from` is the address that a proxy of ours says. */
export async function knock(
  url: string,
  wanted: Wanted,
  { keys = createKeys(), from }: { readonly keys?: Keys; readonly from?: string } = {},
): Promise<string | number> {
  const outcome = await introduce(url, keys, wanted, from);
  outcome.client.cut();
  return 'device' in outcome ? 'in' : outcome.code;
}
