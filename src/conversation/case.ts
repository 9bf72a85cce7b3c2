import { diagnose, type Diagnosis } from '../diagnosis/diagnose.ts';
import { planStep, type PlannedCheck, type Targets } from '../diagnosis/plan.ts';
import { stepAt } from '../knowledge/runbook.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Outcome, Runbook, RunbookStep } from '../knowledge/schema.ts';
import type { State } from './state.ts';

/** What the conversation works on: its state, and what follows from it. Computed anew in each step, never stored. */
export interface Case {
  readonly state: State;
  readonly knowledge: Knowledge;
  /** Unix time in milliseconds. */
  readonly now: number;
  readonly diagnosis: Diagnosis;
  /** The runbook to walk: the cause's own, or that of a cause that is still possible. */
  readonly runbook: Runbook | null;
}

const BETWEEN = '\n\n';

/** Where each message begins in the text of them all. */
function beginnings(said: readonly string[]): number[] {
  let next = 0;
  return said.map((message) => {
    const begin = next;
    next += message.length + BETWEEN.length;
    return begin;
  });
}

/** The case of a state at the time `now` (Unix milliseconds). */
export function openCase(state: State, knowledge: Knowledge, now: number): Case {
  const { ssoDomain, focus, callbackText, language, rejected, tokens } = state;
  const diagnosis = diagnose(state.said.join(BETWEEN), knowledge, {
    now,
    language,
    rejected,
    tokens,
    answered: callbackText === 'given',
    // Lines of several messages have no numbers that the person could know.
    numbered: state.said.length === 1 && !state.isCut,
    messages: beginnings(state.said),
    tenant: ssoDomain.kind === 'given' ? ssoDomain.host : null,
    ...(focus === null ? {} : { focus }),
  });
  const possible = diagnosis.possible.find(({ runbook }) => runbook !== undefined)?.runbook;
  return {
    state,
    knowledge,
    now,
    diagnosis,
    runbook: diagnosis.runbook ?? knowledge.runbooks.get(possible ?? '') ?? null,
  };
}

export function currentStep({ state, runbook }: Case): RunbookStep | null {
  return runbook && stepAt(runbook, state.step);
}

/** The outcome whose advice is being tried. */
export function currentAdvice(current: Case): Extract<Outcome, { then: 'advise' }> | null {
  const outcome = currentStep(current)?.outcomes.find(({ id }) => id === current.state.outcome);
  return outcome?.then === 'advise' ? outcome : null;
}

/** What can be measured of the case. */
export function targetsOf({
  knowledge,
  diagnosis,
}: Pick<Case, 'knowledge' | 'diagnosis'>): Targets {
  return { pack: knowledge.pack, signals: diagnosis.signals, tenant: diagnosis.tenant };
}

/** The checks of the step at hand, or else those of the whole plan. */
export function currentChecks(current: Case): readonly PlannedCheck[] {
  const { state, diagnosis } = current;
  const step = state.phase === 'step' ? currentStep(current) : null;
  return step ? planStep(step, targetsOf(current)) : diagnosis.checks;
}

/** The errors that have not been dealt with, beside the one at hand. */
export function openErrors({ state, diagnosis }: Case): Diagnosis['errors'] {
  return diagnosis.errors.filter(
    ({ error: { code } }) => code !== state.focus && !state.finished.includes(code),
  );
}

/** The first addresses of a text belong to the failure. */
const MOST_NAMED = 6;

/** The web and IP addresses that the text names. */
export function namedAddresses({ diagnosis: { signals } }: Case): string[] {
  const named = [...signals.urls.map(({ url }) => url), ...signals.ips.map(({ ip }) => ip)];
  return [...new Set(named)].slice(0, MOST_NAMED);
}
