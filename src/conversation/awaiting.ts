import type { Case } from './case.ts';
import type { AskedSweep, Effect, State } from './state.ts';

/** A sweep of this machine that has not come back by then is lost; it may be asked for again. */
const LOST_MS = 120_000;

/** A sweep that was asked of a machine and has not come to an end. */
export type AwaitedSweep = AskedSweep & {
  readonly of: 'here' | 'device';
  readonly askedAt: number;
  readonly place: string;
};

/** The sweep that is under way at `now` (Unix milliseconds); null where there is none. */
export function awaitedSweep({ sweep }: State, now: number): AwaitedSweep | null {
  if (!sweep) return null;
  const { of, askedAt, place = '' } = sweep;
  if (askedAt === null || of === undefined || of === 'pairing') return null;
  // A clock that was set back must not make a lost sweep look as if it were still to come.
  if (of === 'here' && Math.abs(now - askedAt) >= LOST_MS) return null;
  return { ...sweep, of, askedAt, place };
}

/** Nobody waits for a sweep any more; the next one is told from it all the same. */
export function forgetSweep({ sweep }: State): Pick<State, 'sweep'> {
  if (!sweep) return { sweep };
  const { mark, of } = sweep;
  return { sweep: { mark, askedAt: null, ...(of ? { of } : {}) } };
}

/** What calls off the checks that a device was asked for, where nothing in the case waits for them after `next`. */
export function callingOff({ state, now }: Case, next: State): Effect[] {
  const sweep = awaitedSweep(state, now);
  const isAwaited = next.sweep?.mark === sweep?.mark && next.sweep?.askedAt !== null;
  return sweep?.of === 'device' && !isAwaited
    ? [{ kind: 'withdraw-sweep', place: sweep.place }]
    : [];
}
