import type { Store } from '../store/store.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

export interface TidyParts {
  readonly store: Store;
  /** How long a case is kept that nobody touches; null keeps every one. */
  readonly days: number | null;
  readonly onError: (error: unknown) => void;
  /** Told when every case seems to be too old, so that none is deleted. */
  readonly onDoubt: () => void;
}

/**
 * Deletes, now and every hour, what has been kept long enough. A clock that is far ahead would make that every case
 * there is: where even the newest one is too old at the start, nothing is deleted until the next start. Later changes
 * of the clock do not count.
 */
export function keepTidy({ store, days, onError, onDoubt }: TidyParts): {
  /** Waits for the run at hand. */
  readonly stop: () => Promise<void>;
} {
  const start = Date.now() - performance.now();
  const now = (): number => Math.round(start + performance.now());
  let isSound: boolean | undefined;
  const judge = async (limit: number): Promise<boolean> => {
    const [newest] = await store.cases.list({ limit: 1 });
    if (!newest || newest.updatedAt >= limit) return true;
    onDoubt();
    return false;
  };
  const tidy = async (): Promise<void> => {
    await store.sessions.forgetExpired(now());
    if (days === null) return;
    const limit = now() - days * DAY_MS;
    isSound ??= await judge(limit);
    if (isSound) await store.cases.forgetBefore(limit);
  };
  let running = tidy().catch(onError);
  const timer = setInterval(() => {
    running = tidy().catch(onError);
  }, HOUR_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
