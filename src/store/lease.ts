import { expressionBuilder, type Expression, type SqlBool } from 'kysely';

/** Nobody sets a time further ahead (milliseconds): one that lies there was set before the clock was set back. */
export const FURTHEST_AHEAD_MS = 10 * 60_000;

/** Whether that time (Unix milliseconds) has come, also by a clock that was set back since it was noted. */
export function hasCome(time: Expression<number>, now: number): Expression<SqlBool> {
  const row = expressionBuilder();
  return row.or([row(time, '<=', now), row(time, '>', now + FURTHEST_AHEAD_MS)]);
}
