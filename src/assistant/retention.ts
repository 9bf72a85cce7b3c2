import type { Store } from '../store/store.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

/** Deletes, now and every hour, what has been kept long enough; `days` null keeps every case. */
export function keepTidy(
  store: Store,
  days: number | null,
  onError: (error: unknown) => void,
): { readonly stop: () => void } {
  const tidy = async (): Promise<void> => {
    const now = Date.now();
    if (days !== null) await store.cases.forgetBefore(now - days * DAY_MS);
    await store.sessions.forgetExpired(now);
  };
  void tidy().catch(onError);
  const timer = setInterval(() => void tidy().catch(onError), HOUR_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
