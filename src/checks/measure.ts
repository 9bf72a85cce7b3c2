import type { FaultRule } from '../knowledge/network-schema.ts';
import type { PreparedSweep } from './prepare.ts';
import type { CheckResult } from './result.ts';
import { sweep, type SweepEvent } from './sweep.ts';
import { verdictOf, type Verdict } from './verdict/verdict.ts';

export interface Measurement {
  readonly results: readonly CheckResult[];
  readonly verdict: Verdict;
}

/** Runs a prepared sweep to its end, tells what happens, and judges the results by the pack's rules. */
export async function measure(
  { plan, context, ground }: PreparedSweep,
  rules: readonly FaultRule[],
  onEvent: (event: SweepEvent) => void | Promise<void> = () => undefined,
): Promise<Measurement> {
  const results: CheckResult[] = [];
  let lagMs = 0;
  for await (const event of sweep(plan, context)) {
    if (event.kind === 'ended') results.push(event.result);
    if (event.kind === 'done') ({ lagMs } = event);
    await onEvent(event);
  }
  return { results, verdict: verdictOf(results, { ...ground, lagMs }, rules) };
}
