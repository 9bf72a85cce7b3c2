import { PassThrough } from 'node:stream';
import { once } from 'node:events';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { createGunzip, type Gunzip } from 'node:zlib';
import { readExcerpt, type Excerpt } from '../../diagnosis/excerpt.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import { LARGEST_PART, MOST_PARTS, type ToGateway } from '../protocol.ts';
import type { Connection } from './connection.ts';

export interface LogIntakeParts {
  readonly packs: Packs;
  /** Saves what a device has sent of its logs; may be told the same twice. */
  readonly onLogs: (job: StoredSweep, logs: Excerpt) => Promise<void>;
}

type LogPart = Extract<ToGateway, { kind: 'log' }>;

/** Bytes of a log, unpacked: what a companion reads of a day of the SDK's. */
const LARGEST_LOG = LARGEST_PART * MOST_PARTS;
/** Logs that are read at the same time. */
const MOST_AT_ONCE = 16;
/** First pieces that are kept until there is a place; whoever comes beyond that sends again at its next connection. */
const MOST_WAITING = 64;
/** One of which no piece came for so long makes room for another; milliseconds. */
const IDLE_MS = 60_000;

/** One log that is being read, piece by piece: nothing of it is kept but the lines that matter. */
interface Intake {
  readonly job: string;
  readonly packed: PassThrough;
  readonly excerpt: Promise<Excerpt>;
  next: number;
  /** Monotonic milliseconds. */
  heardAt: number;
}

class LogTooLarge extends Error {}

async function* bounded(chunks: Gunzip): AsyncGenerator<Uint8Array> {
  let total = 0;
  for await (const chunk of chunks as AsyncIterable<Uint8Array>) {
    total += chunk.length;
    if (total > LARGEST_LOG) throw new LogTooLarge();
    yield chunk;
  }
}

/** Reads the logs that devices send, some at a time; the others wait for a place. */
export class LogIntake {
  readonly #parts: LogIntakeParts;
  readonly #retake: (message: LogPart, connection: Connection) => void;
  readonly #intakes = new Map<Connection, Intake>();
  /** First pieces, by who sent them, oldest first. Nothing more comes before they are answered. */
  readonly #waiting = new Map<Connection, LogPart>();

  /** `retake` hears a piece that has waited once more, as if it had just come. */
  constructor(parts: LogIntakeParts, retake: (message: LogPart, connection: Connection) => void) {
    this.#parts = parts;
    this.#retake = retake;
  }

  async take(message: LogPart, job: StoredSweep, connection: Connection): Promise<void> {
    // What it said last is taken after it has gone, but none of its logs: it sends them again when it is back.
    if (!connection.isOpen) return;
    const { part, isLast, data } = message;
    if (part === 0) {
      this.#forget(connection);
      if (!this.#hasRoom() && this.#waiting.size < MOST_WAITING) {
        this.#waiting.set(connection, message);
        return;
      }
    }
    const intake = this.#intakes.get(connection) ?? this.#begin(message, connection);
    if (intake?.job !== job.id || intake.next !== part) {
      this.leave(connection);
      connection.untaken('unexpected', job.id);
      return;
    }
    intake.next++;
    intake.heardAt = performance.now();
    try {
      if (!intake.packed.write(Buffer.from(data, 'base64url')))
        await Promise.race([once(intake.packed, 'drain'), intake.excerpt]);
      if (isLast) {
        intake.packed.end();
        await this.#parts.onLogs(job, await intake.excerpt);
      }
    } catch (error) {
      this.leave(connection);
      if (!isUnreadable(error)) throw error;
      connection.untaken('bad-message', job.id);
      return;
    }
    if (isLast) this.leave(connection);
    // Whoever waits for this before it sends the next piece is never too fast.
    await sleep(connection.pauseFor(data.length));
    connection.send({ kind: 'log-taken', job: job.id, part });
  }

  /** Forgets what a connection has sent and not finished; somebody else has its place. */
  leave(connection: Connection): void {
    this.#forget(connection);
    this.look();
  }

  /** Gives the places that are free to those who wait. */
  look(): void {
    if (this.#waiting.size === 0 || !this.#hasRoom()) return;
    const free = MOST_AT_ONCE - this.#intakes.size;
    for (const [connection, message] of [...this.#waiting].slice(0, free)) {
      this.#waiting.delete(connection);
      this.#retake(message, connection);
    }
  }

  #forget(connection: Connection): void {
    this.#waiting.delete(connection);
    this.#intakes.get(connection)?.packed.destroy();
    this.#intakes.delete(connection);
  }

  #hasRoom(): boolean {
    for (const [connection, { heardAt }] of this.#intakes) {
      if (this.#intakes.size < MOST_AT_ONCE) break;
      if (performance.now() - heardAt > IDLE_MS) this.#forget(connection);
    }
    return this.#intakes.size < MOST_AT_ONCE;
  }

  #begin({ job, part }: LogPart, connection: Connection): Intake | null {
    if (part !== 0 || !this.#hasRoom()) return null;
    const packed = new PassThrough();
    const gunzip = createGunzip();
    const excerpt = readExcerpt(bounded(gunzip), this.#parts.packs);
    const piped = pipeline(packed, gunzip);
    // Whoever waits for the excerpt is told of it; where nobody does, it is no news.
    piped.catch(() => undefined);
    excerpt.catch(() => packed.destroy());
    const intake = { job, packed, excerpt, next: 0, heardAt: performance.now() };
    this.#intakes.set(connection, intake);
    return intake;
  }
}

/** What is wrong with the log itself, and would be again. */
function isUnreadable(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return error instanceof LogTooLarge || /^Z_|^ERR_STREAM|^binary-input$/.test(code);
}
