import { judge } from '../checks/verdict/judge.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import { currentChecks, targetsOf, type Case } from './case.ts';
import { feedback, wordsOf, type Handler, type Plain } from './move.ts';
import { text, type Reply } from './reply.ts';
import type { LastSweep, State } from './state.ts';
import { reportOfVerdict } from './sweep-report.ts';
import { verdictReply } from './verdict-reply.ts';
import { notSolved } from './walking.ts';

/** A sweep that has not come back by then is lost; it may be asked for again. */
const LOST_MS = 120_000;

function isUnderWay({ sweep }: State, now: number): boolean {
  // A clock that was set back must not make a lost sweep look as if it were still to come.
  return sweep !== null && sweep.askedAt !== null && Math.abs(now - sweep.askedAt) < LOST_MS;
}

function withoutLogs(checks: readonly PlannedCheck[]): PlannedCheck[] {
  return checks.filter(({ kind }) => kind !== 'logs');
}

export const runChecks: Plain = (current) => {
  const { state, diagnosis, now } = current;
  const words = wordsOf(current);
  if (currentChecks(current).length === 0) return { say: [text(words.nothingToCheck)] };
  if (isUnderWay(state, now)) return { say: [text(words.stillMeasuring)], quiet: true };
  const mark = (state.sweep?.mark ?? 0) + 1;
  return {
    // Where nothing measures, nobody waits: the commands are said instead.
    to: { sweep: { mark, askedAt: state.place === null ? null : now } },
    // Logs are collected only after the person has agreed.
    effects: [{ kind: 'start-sweep', mark, checks: withoutLogs(diagnosis.checks) }],
    quiet: true,
  };
};

/** Nobody waits for a sweep any more; the next one is told from it all the same. */
export function forgetSweep({ sweep }: State): Pick<State, 'sweep'> {
  return { sweep: sweep && { ...sweep, askedAt: null } };
}

interface Judged {
  readonly to: Pick<State, 'measured' | 'sweep'>;
  readonly reply: Reply;
}

/** What findings come to for this case; null where they were asked for about something else. */
function judged(
  current: Case,
  { mark, place, findings }: Parameters<Handler<'measured'>>[1],
): Judged | null {
  const { knowledge, state, runbook, now } = current;
  if (state.sweep?.mark !== mark || state.sweep.askedAt === null) return null;
  const { results } = findings;
  const verdict = judge(findings, knowledge.pack.network);
  const report = reportOfVerdict(verdict, results, runbook, targetsOf(current));
  const replyIn = (language: Language): Reply =>
    verdictReply(report, results, runbook, knowledge, language);
  const measured: LastSweep = {
    mark,
    at: now,
    place,
    title: { en: replyIn('en').title ?? '', zh: replyIn('zh').title ?? '' },
    checks: results.length,
    causes: report.causes.map(({ cause, targets }) => ({ fault: cause, targets })),
    nextStep: report.nextStep,
  };
  return {
    to: { measured, ...forgetSweep(state) },
    reply: replyIn(state.language),
  };
}

/** The checks have ended: what they found, and whether the login works now. */
export const takeFindings: Handler<'measured'> = (current, intent) => {
  const found = judged(current, intent);
  return found
    ? { to: { ...found.to, phase: 'measured' }, say: found.reply.sections }
    : { quiet: true };
};

/** The case has moved on meanwhile: the result is told, and nothing is asked about it. */
export const hearFindings: Handler<'measured'> = (current, intent) => {
  const found = judged(current, intent);
  if (!found) return { quiet: true };
  const { title, sections } = found.reply;
  return {
    to: found.to,
    say: [...(title === undefined ? [] : [text(title)]), ...sections],
    quiet: true,
  };
};

/** What was found did not lead to a login: on with the runbook where the verdict points, or to a person. */
export const findingsFailed: Plain = (current) => {
  const { runbook, state } = current;
  const next = runbook?.steps.findIndex(({ id }) => id === state.measured?.nextStep) ?? -1;
  if (next < 0) return notSolved(current);
  // The checks have answered more than what is asked before measuring.
  return {
    to: { phase: 'step', step: next, outcome: null, prerequisitesAsked: true },
    effects: [feedback(current, false)],
  };
};
