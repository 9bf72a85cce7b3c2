import type { Case } from './case.ts';

/** How far a case has come in its runbook. */
export interface Progress {
  readonly title: string;
  readonly steps: readonly {
    readonly title: string;
    readonly state: 'done' | 'current' | 'open';
  }[];
}

/** Phases in which the runbook's step at hand is behind. */
const BEHIND_RUNBOOK = new Set(['escalated', 'resolved', 'abandoned', 'others']);

/** The steps of the case's runbook, which one is at hand, and which are behind; null where no runbook fits. */
export function progressOf({ runbook, state }: Case): Progress | null {
  if (!runbook) return null;
  const { language, phase, step } = state;
  const isWalking = phase === 'step' || phase === 'advice';
  const last = runbook.steps.length - 1;
  // Left in the middle, the step at hand has no result.
  const isThrough = BEHIND_RUNBOOK.has(phase) && step === last;
  const walked = isWalking || (BEHIND_RUNBOOK.has(phase) && state.prerequisitesAsked);
  const stateOf = (at: number): Progress['steps'][number]['state'] => {
    if (walked && (at < step || (at === step && isThrough))) return 'done';
    return isWalking && at === step ? 'current' : 'open';
  };
  return {
    title: runbook.title[language],
    steps: runbook.steps.map(({ title }, at) => ({ title: title[language], state: stateOf(at) })),
  };
}
