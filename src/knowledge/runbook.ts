import type { Outcome, Runbook, RunbookStep } from './schema.ts';

/** Where an outcome of a step leads. */
export type Turn =
  | { readonly kind: 'next'; readonly step: number }
  | {
      readonly kind: 'advise';
      readonly outcome: Extract<Outcome, { then: 'advise' }>;
      /** The step to go on with when the advice did not help; null at the end of the runbook. */
      readonly step: number | null;
    }
  | { readonly kind: 'escalate' };

/** The step at that index, or null after the last one. */
export function stepAt(runbook: Runbook, index: number): RunbookStep | null {
  return runbook.steps[index] ?? null;
}

/** Where the outcome `id` of the step at `index` leads; null where the step has no such outcome. */
export function takeOutcome(runbook: Runbook, index: number, id: string): Turn | null {
  const outcome = stepAt(runbook, index)?.outcomes.find((each) => each.id === id);
  if (!outcome) return null;
  const step = stepAt(runbook, index + 1) ? index + 1 : null;
  if (outcome.then === 'advise') return { kind: 'advise', outcome, step };
  return outcome.then === 'next' && step !== null ? { kind: 'next', step } : { kind: 'escalate' };
}
