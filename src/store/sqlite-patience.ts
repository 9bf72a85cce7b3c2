import { setTimeout as sleep } from 'node:timers/promises';
import { StoreUnavailable, type Trouble } from './unavailable.ts';

/** How long another process may hold the database. */
const PATIENCE_MS = 5000;
const SHORTEST_PAUSE_MS = 1;
const LONGEST_PAUSE_MS = 15;

/** By SQLite's primary result codes (https://sqlite.org/rescode.html): BUSY, LOCKED, READONLY, IOERR, FULL. */
const TROUBLES: Readonly<Record<number, Trouble>> = {
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'unreachable',
  13: 'full',
};

/** What node:sqlite's error says is wrong with the database; null for any other error. */
function troubleOf(error: unknown): Trouble | null {
  if (!(error instanceof Error) || !('errcode' in error)) return null;
  return TROUBLES[Number(error.errcode) & 0xff] ?? null;
}

function told(error: unknown): unknown {
  const trouble = troubleOf(error);
  return trouble === null ? error : new StoreUnavailable(trouble, error as Error);
}

/** When the patience of something that begins now ends, on the monotonic clock. */
export function endOfPatience(): number {
  return performance.now() + PATIENCE_MS;
}

/**
 * Does `work`, and again until `end` where another process holds the database: SQLite's own waiting would hold up
 * everything else here.
 * @throws {StoreUnavailable}
 */
export async function patiently<T>(work: () => T, end = endOfPatience()): Promise<T> {
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (troubleOf(error) !== 'busy' || performance.now() >= end) throw told(error);
    }
    // By chance, so that two processes do not go on meeting each other.
    await sleep(SHORTEST_PAUSE_MS + Math.random() * (LONGEST_PAUSE_MS - SHORTEST_PAUSE_MS));
  }
}
