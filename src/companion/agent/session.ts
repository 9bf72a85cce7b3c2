import { WebSocket, type RawData } from 'ws';
import {
  HEARTBEAT_MS,
  LARGEST_FRAME,
  PROTOCOL,
  readFromGateway,
  SUBPROTOCOL,
  type Device,
  type ToCompanion,
  type ToGateway,
  type Unwelcome,
} from '../protocol.ts';
import { companionProofParts, serverProofParts } from '../proof.ts';
import { isSignedFor, newNonce, signFor } from '../signing.ts';
import type { Identity } from './identity.ts';
import { MOST_UNTOLD } from './job-book.ts';
import type { WayOut } from './ways-out.ts';

/** How long a companion waits for its server; milliseconds. */
export interface Patience {
  /** One that has not let us in by then is not there. */
  readonly introductionMs: number;
  /** It is asked so often whether it is still there. */
  readonly heartbeatMs: number;
  /** One that has not answered that by then is gone. */
  readonly answerMs: number;
}

export const PATIENCE: Patience = {
  introductionMs: 20_000,
  heartbeatMs: HEARTBEAT_MS,
  answerMs: 15_000,
};
/** A server that does not answer the close by then is not waited for; milliseconds. */
const CLOSE_MS = 1000;
/** A server that reads nothing of what it is told is gone; bytes. */
const MOST_UNREAD = MOST_UNTOLD * LARGEST_FRAME;
/** Messages that were not understood; a server that goes on sending such is left alone for a while. */
const MOST_UNCLEAR = 20;

/** How a connection ended. */
export type SessionEnd =
  /** Nobody there, or the line broke. */
  | { readonly kind: 'lost'; readonly error: string | null }
  | { readonly kind: 'unwelcome'; readonly code: Unwelcome; readonly retryMs: number | null }
  | { readonly kind: 'drained'; readonly withinMs: number }
  /** It is not the server that this machine was paired with. */
  | { readonly kind: 'impostor' };

/** What a server that has let us in is known by. */
export interface Welcome {
  readonly device: string;
  readonly serverKey: string;
  /** Of this connection; its jobs name it. */
  readonly nonce: string;
  /** The server's time now; Unix milliseconds. */
  readonly serverTime: () => number;
}

export interface SessionParts {
  readonly identity: Identity;
  /** To come in by, where this machine is to be paired. */
  readonly ticket: string | null;
  readonly device: Device;
  readonly version: string;
  readonly way: WayOut;
  readonly patience?: Patience;
  /** Ends the connection. */
  readonly signal: AbortSignal;
  readonly onWelcome: (welcome: Welcome, session: Session) => void;
  readonly onMessage: (message: ToCompanion, session: Session) => void;
}

function addressOf(server: string): URL {
  const url = new URL(`${server}/companion`);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url;
}

/** One connection to the server, from the first word to the last. */
export class Session {
  readonly #parts: SessionParts;
  readonly #patience: Patience;
  readonly #socket: WebSocket;
  readonly #nonce = newNonce();
  readonly ended: Promise<SessionEnd>;
  readonly #end: (end: SessionEnd) => void;
  #error: string | null = null;
  #challenge: Extract<ToCompanion, { kind: 'challenge' }> | null = null;
  #isWelcome = false;
  /** How it ended is known: nothing that comes after that counts. */
  #isOver = false;
  #isClosing = false;
  #unclear = 0;
  #silence: NodeJS.Timeout;
  #heartbeat: NodeJS.Timeout | null = null;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#patience = parts.patience ?? PATIENCE;
    const { introductionMs } = this.#patience;
    const { promise, resolve } = Promise.withResolvers<SessionEnd>();
    this.ended = promise;
    this.#end = resolve;
    this.#socket = new WebSocket(addressOf(parts.identity.server), SUBPROTOCOL, {
      agent: parts.way.agent,
      handshakeTimeout: introductionMs,
      maxPayload: LARGEST_FRAME,
      perMessageDeflate: false,
      followRedirects: false,
    });
    this.#silence = setTimeout(this.#giveUp, introductionMs);
    const stop = (): void => {
      this.close();
    };
    parts.signal.addEventListener('abort', stop);
    this.#socket
      .on('message', (data, isBinary) => {
        this.#heard(data, isBinary);
      })
      .on('pong', () => {
        // Only an answer to a ping of ours: it puts off neither the introduction nor the end.
        if (this.#isWelcome && !this.#isClosing) clearTimeout(this.#silence);
      })
      .on('error', (error) => {
        this.#error = error.message;
      })
      .on('close', () => {
        this.#stopTimers();
        parts.signal.removeEventListener('abort', stop);
        this.#end({ kind: 'lost', error: this.#error });
      });
    if (parts.signal.aborted) stop();
  }

  /** Sends a message; what cannot be sent is not kept. */
  send(message: ToGateway): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    if (this.#socket.bufferedAmount > MOST_UNREAD) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  /** Ends it once everything that was sent is on its way. */
  close(): void {
    this.#isClosing = true;
    this.#socket.close();
    this.#stopTimers();
    this.#silence = setTimeout(this.#giveUp, CLOSE_MS);
  }

  readonly #giveUp = (): void => {
    this.#error ??= 'no answer';
    this.#socket.terminate();
  };

  #stopTimers(): void {
    clearTimeout(this.#silence);
    if (this.#heartbeat) clearInterval(this.#heartbeat);
  }

  /** Whatever the far side does now, the connection ends with this. */
  #over(end: SessionEnd): void {
    this.#isOver = true;
    this.#end(end);
    this.close();
  }

  #heard(data: RawData, isBinary: boolean): void {
    if (this.#isOver) return;
    const read = isBinary
      ? ({ kind: 'unreadable', code: 'bad-message' } as const)
      : readFromGateway((data as Buffer).toString('utf8'));
    if (read.kind === 'unreadable') {
      this.#unclear++;
      if (this.#unclear > MOST_UNCLEAR) this.#giveUp();
      else if (this.#isWelcome) this.send({ kind: 'unclear', code: read.code });
      return;
    }
    const { message } = read;
    switch (message.kind) {
      case 'challenge':
        this.#introduce(message);
        return;
      case 'welcome':
        this.#welcomed(message);
        return;
      case 'unwelcome':
        this.#over(message);
        return;
      case 'drain':
        this.#over({ kind: 'drained', withinMs: message.withinMs });
        return;
      default:
        // Before it has shown who it is, nothing that it says counts.
        if (this.#isWelcome) this.#parts.onMessage(message, this);
    }
  }

  #introduce(challenge: Extract<ToCompanion, { kind: 'challenge' }>): void {
    const { identity, ticket, device, version } = this.#parts;
    if (this.#challenge !== null) return;
    if (identity.serverKey !== null && identity.serverKey !== challenge.key) {
      this.#over({ kind: 'impostor' });
      return;
    }
    this.#challenge = challenge;
    const common = { protocol: PROTOCOL, program: version, device, nonce: this.#nonce };
    const message =
      ticket === null
        ? { kind: 'prove' as const, id: identity.device ?? '', ...common }
        : { kind: 'enrol' as const, key: identity.keys.publicKey, ticket, ...common };
    const parts = companionProofParts(challenge.nonce, challenge.key, message);
    this.send({ ...message, proof: signFor('companion proof', parts, identity.keys) });
  }

  #welcomed(welcome: Extract<ToCompanion, { kind: 'welcome' }>): void {
    const challenge = this.#challenge;
    if (this.#isWelcome || !challenge) return;
    const parts = serverProofParts(challenge.nonce, this.#nonce, welcome);
    if (!isSignedFor('server proof', parts, welcome.proof, challenge.key)) {
      this.#over({ kind: 'impostor' });
      return;
    }
    this.#isWelcome = true;
    clearTimeout(this.#silence);
    const { heartbeatMs, answerMs } = this.#patience;
    this.#heartbeat = setInterval(() => {
      this.#socket.ping();
      clearTimeout(this.#silence);
      this.#silence = setTimeout(this.#giveUp, answerMs);
    }, heartbeatMs);
    const from = performance.now();
    this.#parts.onWelcome(
      {
        device: welcome.id,
        serverKey: challenge.key,
        nonce: this.#nonce,
        serverTime: () => Math.round(welcome.time + performance.now() - from),
      },
      this,
    );
  }
}
