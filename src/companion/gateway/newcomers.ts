import type { Duplex } from 'node:stream';
import type { Connection } from './connection.ts';

/** Connections that have not proved themselves; beyond, the oldest makes room, if it has had this long. */
const MOST_NEWCOMERS = 5000;
const LEAST_INTRODUCTION_MS = 2000;
/** Bytes that a newcomer may send: an introduction has some hundred. */
const MOST_BYTES = 16 * 1024;
/** Whoever took too long may come back so late; milliseconds. */
const RETURN_MS = 5000;

/** Those who have come in and not shown yet who they are: they get little time, little room, and crowd nobody out. */
export class Newcomers {
  /** Each with what ends the counting of its bytes, oldest first. */
  readonly #watched = new Map<Connection, () => void>();

  /** Whether there is room for another one; whoever holds connections open without a word makes it. */
  makeRoom(): boolean {
    if (this.#watched.size < MOST_NEWCOMERS) return true;
    const [oldest] = this.#watched.keys();
    if (!oldest || performance.now() - oldest.heardAt < LEAST_INTRODUCTION_MS) return false;
    this.delete(oldest);
    dismissLate(oldest);
    return true;
  }

  /** `line` is what the connection arrives by: nobody fills our memory with what is no frame yet. */
  add(connection: Connection, line: Duplex): void {
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes <= MOST_BYTES) return;
      connection.refuse('too-large');
      connection.drop();
    };
    line.on('data', count);
    this.#watched.set(connection, () => line.off('data', count));
  }

  /** It has shown who it is, or it is gone. */
  delete(connection: Connection): void {
    this.#watched.get(connection)?.();
    this.#watched.delete(connection);
  }

  /** Lets those go who came more than `limitMs` ago. */
  dismissLate(limitMs: number): void {
    const now = performance.now();
    for (const connection of this.#watched.keys())
      if (now - connection.heardAt > limitMs) dismissLate(connection);
  }
}

function dismissLate(connection: Connection): void {
  connection.refuse('too-late', RETURN_MS);
  connection.drop();
}
