import type { WebSocket } from 'ws';
import type { DeviceId } from '../../store/devices.ts';
import type { ToCompanion, ToGateway, Unwelcome, Untaken } from '../protocol.ts';

/** Messages that a companion may send at once, and then each second: a sweep of many checks that end together fits in. */
const BURST = 400;
const EACH_SECOND = 40;
/** Bytes that a companion has not read; one that reads so slowly is let go. */
const MOST_UNREAD = 1024 * 1024;
/** Messages of one companion that wait for the database; beyond, nothing more is read from it. */
const MOST_WAITING = 32;
/** Messages that were not taken; a companion that goes on sending such is let go. */
const MOST_FAULTS = 20;

/** WebSocket close codes (RFC 6455 §7.4.1): the far side broke a rule, or we are going away. */
const POLICY_VIOLATION = 1008;
const GOING_AWAY = 1001;
const CLOSE_MS = 3000;

/** The device behind a connection that has proved itself. */
export interface Proven {
  readonly id: DeviceId;
  readonly name: string;
  /** What the jobs of this connection name. */
  readonly nonce: string;
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
  /** Monotonic milliseconds. */
  heardAt = performance.now();
  #allowance = BURST;
  #allowedAt = this.heardAt;
  #faults = 0;
  #waiting = 0;
  #last: Promise<void> | null = null;

  constructor(socket: WebSocket, challenge: string, address: string) {
    this.#socket = socket;
    this.challenge = challenge;
    this.address = address;
  }

  get isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  /** Sends a message, or lets a companion go that does not read what it was sent before. */
  send(message: ToCompanion): void {
    if (!this.isOpen) return;
    if (this.#socket.bufferedAmount > MOST_UNREAD) this.#socket.terminate();
    else this.#socket.send(JSON.stringify(message));
  }

  /** Says why a message was not taken; one companion too often wrong is let go. */
  untaken(code: Untaken, job: string | null = null): void {
    this.#faults++;
    if (this.#faults > MOST_FAULTS)
      this.refuse(code === 'other-plan' ? 'unexpected' : 'bad-message');
    else this.send({ kind: 'untaken', code, job });
  }

  /** Ends the connection, and says why. */
  refuse(code: Unwelcome, retryMs: number | null = null): void {
    if (!this.isOpen) return;
    this.send({ kind: 'unwelcome', code, retryMs });
    this.#socket.close(code === 'stopping' ? GOING_AWAY : POLICY_VIOLATION, code);
    // A far side that does not answer the close keeps nothing open.
    setTimeout(() => {
      this.drop();
    }, CLOSE_MS).unref();
  }

  /** Ends it without a word: the far side does not hear us. */
  drop(): void {
    this.#socket.terminate();
  }

  /** Whether it may send another message now. */
  mayGoOn(now: number): boolean {
    const earned = ((now - this.#allowedAt) / 1000) * EACH_SECOND;
    this.#allowance = Math.min(BURST, this.#allowance + earned) - 1;
    this.#allowedAt = now;
    return this.#allowance >= 0;
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
