import type { CheckContext } from './check.ts';
import { failureOf, nameFailure } from './connect.ts';
import type { Resolution } from './resolve.ts';
import type { Attempt, HttpResult } from './result.ts';

/** What a check finds that did not get as far as a connection, in words that all of them have. */
export interface Unconnected {
  readonly status: 'blocked' | 'inconclusive';
  readonly finding: Extract<
    HttpResult['finding'],
    ReturnType<typeof nameFailure | typeof failureOf>
  >;
}

/** Why no connection came about: the name leads nowhere, or none of the attempts came through. */
export function whyUnconnected(
  resolution: Resolution,
  tried: readonly Attempt[],
  context: CheckContext,
): Unconnected {
  // What was not tried shows nothing by itself; the check of the name says what is the matter with it.
  const unnamed = nameFailure(resolution);
  if (unnamed) return { status: 'inconclusive', finding: unnamed };
  const finding = failureOf(tried);
  if (finding === 'no-address') return { status: 'inconclusive', finding };
  const isSilence = tried.every(({ outcome, code }) => outcome === 'timed-out' && code === null);
  const listened = Math.max(...tried.map(({ ms }) => ms));
  const isShown = isSilence ? wasHeardOut(listened, context) : !context.signal.aborted;
  return { status: isShown ? 'blocked' : 'inconclusive', finding };
}

/** Whether silence shows something: not where the sweep was ended, or hardly any time was left to listen. */
export function wasHeardOut(
  listenedMs: number,
  { signal, limitMs }: Pick<CheckContext, 'signal' | 'limitMs'>,
): boolean {
  return !signal.aborted && listenedMs >= limitMs / 2;
}
