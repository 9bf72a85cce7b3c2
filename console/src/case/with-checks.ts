import type { CheckEnded, CheckView, JobStep, SweepView } from '../api/messages.ts';
import { NO_NEWS, type SweepNews } from './sweep-news.ts';

/** What the stream of a case has told of its sweeps. */
export interface Heard {
  readonly checks: readonly CheckEnded[];
  readonly step: JobStep | null;
}

export const NOTHING_HEARD: Heard = { checks: [], step: null };

/** With one more check; those of an earlier sweep are forgotten. */
export function withCheck(heard: Heard, check: CheckEnded): Heard {
  const checks = [...heard.checks.filter(({ sweep }) => sweep === check.sweep), check];
  return { ...heard, checks };
}

function keyOf({ kind, target }: CheckView): string {
  return `${kind} ${target}`;
}

/** A sweep with what was heard of it put in; what runs beside the plan comes behind it. */
export function withHeard<T extends SweepView>(sweep: T, { checks: heard, step }: Heard): T {
  if (sweep.hasEnded) return sweep;
  const ended = new Map(
    heard.filter((check) => check.sweep === sweep.id).map((check) => [keyOf(check), check]),
  );
  const planned = new Set(sweep.checks.map(keyOf));
  const checks = [
    ...sweep.checks.map((check) => ended.get(keyOf(check)) ?? check),
    ...[...ended].filter(([key]) => !planned.has(key)).map(([, check]) => check),
  ];
  const hasBegun = ended.size > 0 || (step?.sweep === sweep.id && step.step === 'begun');
  return { ...sweep, checks, status: hasBegun ? 'running' : sweep.status };
}

export function newsOf(sweep: SweepView | null, { checks, step }: Heard): SweepNews {
  if (!sweep || sweep.hasEnded) return NO_NEWS;
  return {
    latest: checks.findLast((check) => check.sweep === sweep.id) ?? null,
    isAsking: step?.sweep === sweep.id && step.step === 'asking',
  };
}
