import { takeOutcome } from '../knowledge/runbook.ts';
import { forgetSweep } from './awaiting.ts';
import { currentStep, openCase, openErrors, type Case } from './case.ts';
import { ownerName } from './diagnosis-reply.ts';
import {
  escalate,
  feedback,
  settle,
  wordsOf,
  type Handler,
  type Move,
  type Plain,
} from './move.ts';
import { note, text } from './reply.ts';
import type { State, ToldResult } from './state.ts';

/** All is done, and nobody waits for checks any more. */
function closed(state: State): Partial<State> {
  return { phase: 'resolved', ...forgetSweep(state) };
}

export const closeAll: Plain = ({ state }) => ({ to: closed(state) });

export const finishError: Plain = (current) => {
  const code = current.diagnosis.errors[0]?.error.code;
  const finished = code === undefined ? current.state.finished : [...current.state.finished, code];
  const after = openCase({ ...current.state, finished }, current.knowledge, current.now);
  const isLast = current.state.focus === null || openErrors(after).length === 0;
  return {
    to: { finished, ...(isLast ? closed(current.state) : { phase: 'others' }) },
    effects: [feedback(current, true)],
  };
};

export const nextError: Plain = (current) => {
  const next = openErrors(current)[0]?.error.code ?? null;
  return { to: settle(current, { focus: next, step: 0, outcome: null, callbackText: 'open' }) };
};

export function walkFrom(current: Case, step: number): Move {
  const { runbook, state } = current;
  if (!runbook) return escalate(current, 'no-fix-left');
  const ask = runbook.prerequisites.length > 0 && !state.prerequisitesAsked;
  return {
    to: { phase: ask ? 'prerequisites' : 'step', step, outcome: null, prerequisitesAsked: true },
  };
}

export const notSolved: Plain = (current) => ({
  ...escalate(current, 'no-fix-left'),
  effects: [feedback(current, false), ...(escalate(current, 'no-fix-left').effects ?? [])],
});

export const walk: Plain = (current) =>
  current.runbook ? walkFrom(current, 0) : notSolved(current);

export const adviceFailed: Plain = (current) => {
  const turn =
    current.runbook &&
    takeOutcome(current.runbook, current.state.step, current.state.outcome ?? '');
  if (turn?.kind === 'advise' && turn.step !== null)
    return { ...walkFrom(current, turn.step), effects: [feedback(current, false)] };
  return notSolved(current);
};

/** The results that were told, with the outcome of the step at hand; told again, it takes the place of the last. */
function withResult(current: Case, outcome: string): Pick<State, 'told'> {
  const { runbook, state, now } = current;
  const step = currentStep(current);
  if (!runbook || !step) return { told: state.told };
  const result = { runbook: runbook.id, step: step.id, outcome, at: now };
  const isOther = (each: ToldResult): boolean =>
    each.runbook !== result.runbook || each.step !== result.step;
  return { told: [...state.told.filter(isOther), result] };
}

export const takeResult: Handler<'outcome'> = (current, { id }) => {
  const turn = current.runbook && takeOutcome(current.runbook, current.state.step, id);
  switch (turn?.kind) {
    case 'next': {
      const move = walkFrom(current, turn.step);
      return { ...move, to: { ...move.to, ...withResult(current, id) } };
    }
    case 'advise':
      return { to: { phase: 'advice', outcome: id, ...withResult(current, id) } };
    case 'escalate':
      return escalate(current, 'runbook');
    default:
      return { say: [text(wordsOf(current).notHere)] };
  }
};

export const missing: Handler<'missing'> = (current, { id }) => {
  const { knowledge, runbook, state } = current;
  const found = runbook?.prerequisites.find((each) => each.id === id);
  if (!found) return { say: [text(wordsOf(current).notHere)] };
  const owner = ownerName(knowledge, found.owner, state.language);
  return { say: [text(found.text[state.language]), note(wordsOf(current).ownedBy(owner))] };
};

export const pattern: Handler<'pattern'> = (current, { id }) => {
  const { knowledge, state } = current;
  const found = knowledge.pack.escalation.patterns.find((each) => each.id === id);
  if (!found) return { say: [text(wordsOf(current).notHere)] };
  const owner = ownerName(knowledge, found.owner, state.language);
  return {
    say: [text(found.advice[state.language]), note(wordsOf(current).ownedBy(owner))],
    quiet: true,
  };
};
