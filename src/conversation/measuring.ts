import { judge } from '../checks/verdict/judge.ts';
import { currentChecks, type Case } from './case.ts';
import { feedback, wordsOf, type Handler, type Move, type Plain } from './move.ts';
import { text, type Reply } from './reply.ts';
import type { Measured } from './state.ts';
import { reportOfVerdict } from './sweep-report.ts';
import { verdictReply } from './verdict-reply.ts';
import { notSolved, walkFrom } from './walking.ts';

export const runChecks: Plain = (current) => {
  const isPossible = currentChecks(current).length > 0;
  const { checks } = current.diagnosis;
  return isPossible
    ? { effects: [{ kind: 'start-sweep', checks }], quiet: true }
    : { say: [text(wordsOf(current).nothingToCheck)] };
};

interface Told {
  readonly measured: Measured;
  readonly reply: Reply;
}

/** What the findings come to for this case: what is kept, and what is said. */
function tell(current: Case, { place, findings }: Parameters<Handler<'measured'>>[1]): Told {
  const { knowledge, diagnosis, state, runbook, now } = current;
  const { signals, tenant } = diagnosis;
  const verdict = judge(findings, { pack: knowledge.pack, signals, tenant });
  const { results } = findings;
  const report = reportOfVerdict(verdict, results, runbook);
  return {
    measured: {
      at: now,
      place,
      checks: results.length,
      causes: report.causes.map(({ cause, targets }) => ({ fault: cause, targets })),
      nextStep: report.nextStep,
    },
    reply: verdictReply(report, results, runbook, knowledge, state.language),
  };
}

/** The checks have ended: what they found, and whether the login works now. */
export const takeFindings: Handler<'measured'> = (current, intent) => {
  const { measured, reply } = tell(current, intent);
  return { to: { phase: 'measured', measured }, say: reply.sections };
};

/** The case has moved on meanwhile: the result is told, and nothing is asked about it. */
export const hearFindings: Handler<'measured'> = (current, intent): Move => {
  const { measured, reply } = tell(current, intent);
  const title = reply.title === undefined ? [] : [text(reply.title)];
  return { to: { measured }, say: [...title, ...reply.sections], quiet: true };
};

/** What was found did not lead to a login: on with the runbook where the verdict points, or to a person. */
export const findingsFailed: Plain = (current) => {
  const { runbook, state } = current;
  const next = runbook?.steps.findIndex(({ id }) => id === state.measured?.nextStep) ?? -1;
  if (next < 0) return notSolved(current);
  return { ...walkFrom(current, next), effects: [feedback(current, false)] };
};
