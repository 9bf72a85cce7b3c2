import type { WebSocket } from 'ws';
import type { DeviceId } from '../../store/devices.ts';
import {
  UNWELCOME,
  type ToCompanion,
  type ToGateway,
  type Unwelcome,
  type Untaken,
} from '../protocol.ts';

/** Messages that a companion may send at once, and then each second: a sweep of many checks that end together fits in. */
const BURST = 400;
const EACH_SECOND = 40;
/** A larger message counts for as many as there are such pieces in it: it takes as long to read. */
const PIECE_BYTES = 64 * 1024;
/** Bytes that a companion has not read; one that reads so slowly is let go. */
const MOST_UNREAD = 1024 * 1024;
/** Messages of one companion that wait for the database; beyond, nothing more is read from it. */
const MOST_WAITING = 32;
/** Messages that were not taken; a companion that goes on sending such is let go. */
const MOST_FAULTS = 20;

/** WebSocket close codes (RFC 6455 §7.4.1): the far side broke a rule, or we are going away. */
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
/** Whoever sends what is of no use is told to stay away for a while: it may be mended when it comes back; milliseconds. */
const CALM_MS = 300_000;

/** What the gateway tells such a companion: why one message was not taken, or a word for all other reasons. */
function farewellFor(code: Untaken): Unwelcome {
  return UNWELCOME.find((each) => each === code) ?? 'unexpected';
}

/** The device behind a connection that has proved itself. */
export interface Proven {
  readonly id: DeviceId;
  readonly name: string;
  /** What the jobs of this connection name. */
  readonly nonce: string;
  /** What it was told of the server's time, less the monotonic clock of that moment; milliseconds. */
  readonly timeFrom: number;
}

/** One companion's connection, as long as it lasts. Ten thousand of these are kept: it holds as little as it can. */
export class Connection {
  readonly #socket: WebSocket;
  /** What it must sign to prove itself. */
  readonly challenge: string;
  /** Where it comes from, for counting guesses. */
  readonly address: string;
  /** Null until it has proved itself. */
  proven: Proven | null = null;
  /** Whether it was sent away. What it said before it left by itself still counts. */
  isDismissed = false;
  /** Jobs that it has been sent and that have not ended. */
  jobs = 0;
  /** Whether there may be jobs for it beyond those. */
  hasMore = false;
  /** Monotonic milliseconds. */
  heardAt = performance.now();
  #allowance = BURST;
  #allowedAt = this.heardAt;
  #faults = 0;
  #waiting = 0;
  #last: Promise<void> | null = null;
  readonly #onRefusal: (code: string) => void;

  /** `onRefusal` is told of everything that is refused, by its code. */
  constructor(
    socket: WebSocket,
    challenge: string,
    address: string,
    onRefusal: (code: string) => void,
  ) {
    this.#socket = socket;
    this.challenge = challenge;
    this.address = address;
    this.#onRefusal = onRefusal;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a message, or lets a companion go that does not read what it was sent before. */
  send(message: ToCompanion): void {
    if (this.#hasRoom()) this.#socket.send(JSON.stringify(message));
  }

  /** Answers a ping, as RFC 6455 §5.5.3 has it. */
  pong(data: Buffer): void {
    if (this.#hasRoom()) this.#socket.pong(data);
  }

  #hasRoom(): boolean {
    if (!this.isOpen) return false;
    if (this.#socket.bufferedAmount <= MOST_UNREAD) return true;
    this.#onRefusal('too-slow' satisfies Unwelcome);
    this.drop();
    return false;
  }

  /** Says why a message was not taken; one companion too often wrong is let go. */
  untaken(code: Untaken, job: string | null = null): void {
    if (!this.isOpen) return;
    this.#onRefusal(code);
    this.#faults++;
    if (this.#faults > MOST_FAULTS) this.dismiss(farewellFor(code), CALM_MS);
    else this.send({ kind: 'untaken', code, job });
  }

  /** Ends the connection for something that the companion did, and says what. */
  refuse(code: Unwelcome, retryMs: number | null = null): void {
    if (!this.isOpen) return;
    this.#onRefusal(code);
    this.dismiss(code, retryMs);
  }

  /** Ends the connection, and says why. */
  dismiss(code: Unwelcome, retryMs: number | null = null): void {
    if (!this.isOpen) return;
    this.isDismissed = true;
    this.send({ kind: 'unwelcome', code, retryMs });
    this.#socket.close(POLICY_VIOLATION, code);
  }

  /** Ends the connection because we stop: the companion comes back at some time within so many milliseconds. */
  drain(withinMs: number): void {
    if (!this.isOpen) return;
    this.isDismissed = true;
    this.send({ kind: 'drain', withinMs });
    this.#socket.close(GOING_AWAY);
  }

  /** Ends it without a word: the far side does not hear us. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Takes a message of so many bytes into account; false, and the end, for whoever sends too much. */
  mayGoOn(now: number, bytes: number): boolean {
    const earned = ((now - this.#allowedAt) / 1000) * EACH_SECOND;
    this.#allowance = Math.min(BURST, this.#allowance + earned) - 1 - bytes / PIECE_BYTES;
    this.#allowedAt = now;
    if (this.#allowance >= 0) return true;
    this.refuse('too-fast', CALM_MS);
    return false;
  }

  /** Milliseconds until it may send so many bytes more and not be too fast. */
  pauseFor(bytes: number): number {
    const missing = 2 + bytes / PIECE_BYTES - this.#allowance;
    return missing > 0 ? Math.ceil((missing / EACH_SECOND) * 1000) : 0;
  }

  /** Runs `take` after the messages before it; what comes too fast waits in the network. */
  inTurn(message: ToGateway, take: (message: ToGateway) => Promise<void>): void {
    if (++this.#waiting >= MOST_WAITING) this.#socket.pause();
    const turn = (this.#last ?? Promise.resolve())
      .then(() => take(message))
      .finally(() => {
        if (--this.#waiting < MOST_WAITING) this.#socket.resume();
        if (this.#last === turn) this.#last = null;
      });
    this.#last = turn;
  }
}
