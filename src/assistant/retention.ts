import type { Store } from '../store/store.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

export interface TidyParts {
  readonly store: Store;
  /** How long a case is kept that nobody touches; null keeps every one. */
  readonly days: number | null;
  /** How long it is known who did what with devices. */
  readonly auditDays: number;
  readonly onError: (error: unknown) => void;
  /** Told when everything seems to be too old, so that nothing is deleted. */
  readonly onDoubt: () => void;
}

/** What may be deleted by the clock that there is. */
interface Soundness {
  readonly cases: boolean;
  readonly audit: boolean;
}

const NOTHING: Soundness = { cases: false, audit: false };

/** By what was done last, whether the clock can be believed that so much time has passed. */
async function judge(
  { cases, audit }: Store,
  caseLimit: number,
  auditLimit: number,
): Promise<Soundness> {
  const [lastCase] = await cases.list({ limit: 1 });
  const [lastAct] = await audit.list({ limit: 1 });
  const newest = Math.max(lastCase?.updatedAt ?? 0, lastAct?.at ?? 0);
  return {
    cases: !lastCase || newest >= caseLimit,
    audit: !lastAct || newest >= auditLimit,
  };
}

/**
 * Deletes, now and every hour, what has been kept long enough. A clock that is far ahead would make that every case
 * there is: where even the newest one, and what was noted last of a device, is too old at the start, nothing is deleted
 * until the next start. Later changes of the clock do not count.
 *
 * Resolves when that has been judged; nothing else may write before, since what is written by a wrong clock would vouch
 * for it.
 */
export async function keepTidy({ store, days, auditDays, onError, onDoubt }: TidyParts): Promise<{
  /** Waits for the run at hand. */
  readonly stop: () => Promise<void>;
}> {
  const start = Date.now() - performance.now();
  const now = (): number => Math.round(start + performance.now());
  const caseLimit = (): number => (days === null ? -Infinity : now() - days * DAY_MS);
  const auditLimit = (): number => now() - auditDays * DAY_MS;
  const isSound = await judge(store, caseLimit(), auditLimit()).catch((error: unknown) => {
    onError(error);
    return NOTHING;
  });
  if (!isSound.cases || !isSound.audit) onDoubt();
  const tidy = async (): Promise<void> => {
    await store.sessions.forgetExpired(now());
    if (isSound.audit) await store.audit.forgetBefore(auditLimit());
    if (isSound.cases && days !== null) await store.cases.forgetBefore(caseLimit());
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
