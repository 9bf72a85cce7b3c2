import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { serverProofParts } from '../../src/companion/proof.ts';
import {
  readFromCompanion,
  type Enrolment,
  type Job,
  type Proof,
  type ToCompanion,
  type ToGateway,
} from '../../src/companion/protocol.ts';
import { createKeys, newNonce, signFor, type Keys } from '../../src/companion/signing.ts';
import { honestJob } from './honest-job.ts';

/** A server that says to its companions whatever the test wants. */

/** One companion's connection, seen from the server. */
export class Peer {
  readonly socket: WebSocket;
  readonly #keys: Keys;
  readonly #heard: ToGateway[] = [];
  #isOver = false;
  #wake: (() => void) | null = null;
  introduction: Enrolment | Proof | null = null;
  readonly challenge = newNonce();

  constructor(socket: WebSocket, keys: Keys) {
    this.socket = socket;
    this.#keys = keys;
    socket
      .on('message', (data) => {
        const text = (data as Buffer).toString('utf8');
        const read = readFromCompanion(text);
        if (read.kind === 'unreadable') throw new Error(`a companion said ${text}`);
        this.#heard.push(read.message);
        this.#wake?.();
      })
      .on('close', () => {
        this.#isOver = true;
        this.#wake?.();
      })
      .on('error', () => undefined);
  }

  say(message: ToCompanion): void {
    this.socket.send(JSON.stringify(message));
  }

  challengeIt(keys = this.#keys): void {
    const { publicKey: key } = keys;
    this.say({ kind: 'challenge', protocol: 1, program: '9.9.9', nonce: this.challenge, key });
  }

  /** What the companion says next; null where it has gone. */
  async next(): Promise<ToGateway | null> {
    for (;;) {
      const message = this.#heard.shift();
      if (message) return message;
      if (this.#isOver) return null;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** The next message of that kind; others are passed over. */
  async message<K extends ToGateway['kind']>(kind: K): Promise<Extract<ToGateway, { kind: K }>> {
    for (;;) {
      const message = await this.next();
      if (message === null) throw new Error(`no "${kind}" came`);
      if (message.kind === kind) return message as Extract<ToGateway, { kind: K }>;
    }
  }

  async gone(): Promise<void> {
    while ((await this.next()) !== null);
  }

  /** Challenges the companion, and takes down what it answers. */
  async meet(keys = this.#keys): Promise<Enrolment | Proof> {
    this.challengeIt(keys);
    const message = await this.next();
    if (message?.kind !== 'enrol' && message?.kind !== 'prove')
      throw new Error(`a companion introduced itself by ${JSON.stringify(message)}`);
    this.introduction = message;
    return message;
  }

  welcomeIt(id: string, keys = this.#keys): void {
    const welcome = { id, time: Date.now() };
    const parts = serverProofParts(this.challenge, this.introduction?.nonce ?? '', welcome);
    this.say({ kind: 'welcome', ...welcome, proof: signFor('server proof', parts, keys) });
  }

  /** Sends a job of whatever shape, signed as it must be. */
  ask(payload: unknown, keys = this.#keys): void {
    const written = typeof payload === 'string' ? payload : JSON.stringify(payload);
    this.say({ kind: 'job', payload: written, signature: signFor('job', [written], keys) });
  }
}

export interface HostileServer {
  readonly url: string;
  readonly keys: Keys;
  readonly device: string;
  /** Connections that have come. */
  readonly connections: number;
  /** The next connection. */
  peer(): Promise<Peer>;
  /** The next connection, let in. */
  friend(): Promise<Peer>;
  /** Does this with every connection from now on. */
  always(work: (peer: Peer) => void): void;
  close(): Promise<void>;
}

export async function startHostileServer(): Promise<HostileServer> {
  const http = createServer();
  const sockets = new WebSocketServer({ server: http, path: '/companion' });
  const keys = createKeys();
  const device = crypto.randomUUID();
  const waiting: Peer[] = [];
  const held = {
    connections: 0,
    wake: null as (() => void) | null,
    always: null as ((peer: Peer) => void) | null,
  };
  sockets.on('connection', (socket) => {
    held.connections++;
    const peer = new Peer(socket, keys);
    if (held.always) held.always(peer);
    else {
      waiting.push(peer);
      held.wake?.();
    }
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const peer = async (): Promise<Peer> => {
    for (;;) {
      const first = waiting.shift();
      if (first) return first;
      await new Promise<void>((resolve) => (held.wake = resolve));
    }
  };
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    keys,
    device,
    get connections() {
      return held.connections;
    },
    peer,
    friend: async () => {
      const friend = await peer();
      await friend.meet();
      friend.welcomeIt(device);
      return friend;
    },
    always: (work) => {
      held.always = work;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}

/** A job as an honest server asks for it. */
export function jobFor({ device }: HostileServer, nonce: string, changes: Partial<Job> = {}): Job {
  return honestJob(device, nonce, changes);
}
