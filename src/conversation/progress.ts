import type { Case } from './case.ts';

/** How far a case has come in its runbook. */
export interface Progress {
  readonly title: string;
  readonly steps: readonly {
    readonly title: string;
    readonly state: 'done' | 'current' | 'handed-over' | 'open';
  }[];
}

/** What a person told of a step, where it says something about what works. */
export interface Told {
  readonly step: string;
  readonly outcome: string;
  /** Unix milliseconds. */
  readonly at: number;
}

/** Phases in which the runbook's step at hand is behind. */
const BEHIND_RUNBOOK = new Set(['escalated', 'resolved', 'abandoned', 'others']);

/** The steps of the case's runbook, which one is at hand, and which are behind; null where no runbook fits. */
export function progressOf({ runbook, state }: Case): Progress | null {
  if (!runbook) return null;
  const { language, phase, step, outcome } = state;
  const isWalking = phase === 'step' || phase === 'advice';
  const walked = isWalking || (BEHIND_RUNBOOK.has(phase) && state.prerequisitesAsked);
  const last = runbook.steps.length - 1;
  const atHand = (): Progress['steps'][number]['state'] => {
    if (isWalking) return 'current';
    if (outcome !== null) return 'done';
    // What the last step asks for is then somebody else's; left in the middle, a step has no result.
    return phase === 'escalated' && step === last ? 'handed-over' : 'open';
  };
  const stateOf = (at: number): Progress['steps'][number]['state'] => {
    if (!walked || at > step) return 'open';
    return at < step ? 'done' : atHand();
  };
  return {
    title: runbook.title[language],
    steps: runbook.steps.map(({ title }, at) => ({ title: title[language], state: stateOf(at) })),
  };
}

/** What a person told of the steps, in the language of the case. */
export function toldIn({ state, knowledge }: Case): Told[] {
  return state.told.flatMap(({ runbook, step: stepId, outcome: id, at }) => {
    const step = knowledge.runbooks.get(runbook)?.steps.find((each) => each.id === stepId);
    const outcome = step?.outcomes.find((each) => each.id === id);
    if (!step || !outcome || (outcome.then === 'next' && outcome.untried)) return [];
    return [{ step: step.title[state.language], outcome: outcome.label[state.language], at }];
  });
}
