import { judge } from '../checks/verdict/judge.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import { redact } from '../diagnosis/redact.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import { awaitedSweep, forgetSweep } from './awaiting.ts';
import { currentChecks, currentStep, targetsOf, type Case } from './case.ts';
import { isNamed, nameOf } from './device-name.ts';
import { feedback, wordsOf, type Handler, type Move, type Plain } from './move.ts';
import { note, text, type Reply, type Section } from './reply.ts';
import type { ChosenPlace, LastSweep, State, Unmeasured } from './state.ts';
import { reportOfVerdict } from './sweep-report.ts';
import { tellMore } from './telling.ts';
import { verdictReply } from './verdict-reply.ts';
import { notSolved } from './walking.ts';
import { WORDS, type Words } from './words.ts';

/** No device has a longer name. */
const LONGEST_SOUGHT = 64;

/** What a message names a device by; null for what is too long to be a name. */
export function soughtIn(message: string): string | null {
  const sought = message.trim().toLowerCase();
  return sought === '' || sought.length > LONGEST_SOUGHT ? null : sought;
}

function withoutLogs(checks: readonly PlannedCheck[]): PlannedCheck[] {
  return checks.filter(({ kind }) => kind !== 'logs');
}

function nextMark({ sweep }: State): number {
  return (sweep?.mark ?? 0) + 1;
}

/** Whether the step of the runbook that was at hand, also before the question where to measure, wants logs. */
function wantsLogs(current: Case): boolean {
  const before = {
    ...current.state,
    ...(current.state.phase === 'where' ? beforeWhere(current.state) : {}),
  };
  return (
    before.phase === 'step' &&
    (currentStep({ ...current, state: before })?.checks.some(({ kind }) => kind === 'logs') ??
      false)
  );
}

/** Asks for the checks; on nothing, the commands are told and nobody waits. */
function startOn(current: Case, on: ChosenPlace | null): Move {
  const { state, diagnosis, now } = current;
  const mark = nextMark(state);
  return {
    to: { sweep: { mark, askedAt: on && now, ...(on ? { of: on.kind, place: on.name } : {}) } },
    // Logs are collected only after the person has agreed.
    effects: [
      {
        kind: 'start-sweep',
        mark,
        checks: withoutLogs(diagnosis.checks),
        logs: wantsLogs(current),
        on,
      },
    ],
    quiet: true,
  };
}

export const runChecks: Plain = (current) => {
  const { state, now } = current;
  const { here, devices, pairs } = state.places;
  const words = wordsOf(current);
  if (currentChecks(current).length === 0) return { say: [text(words.nothingToCheck)] };
  if (awaitedSweep(state, now)?.of === 'here')
    return { say: [text(words.stillMeasuring)], quiet: true };
  if (devices.length > 0 || pairs) return { to: { phase: 'where', sought: null } };
  return startOn(current, here === null ? null : { kind: 'here', name: here });
};

/** Back to what was asked before the question where to measure. What was said since stays. */
function beforeWhere({ history }: State): Partial<State> {
  const at = history.findLastIndex(({ phase }) => phase !== 'where');
  const before = history[at];
  if (!before) return {};
  const { phase, focus, step, outcome } = before;
  return { phase, focus, step, outcome, history: history.slice(0, at) };
}

function thenBack({ state }: Case, move: Move): Move {
  return { ...move, to: { ...beforeWhere(state), ...move.to } };
}

function placeOf({ here, devices }: State['places'], id: string): ChosenPlace | null {
  if (id === 'here') return here === null ? null : { kind: 'here', name: here };
  const device = devices.find((each) => each.id === id);
  return device ? { kind: 'device', id, name: nameOf(device, devices) } : null;
}

export const choosePlace: Handler<'place'> = (current, { id }) => {
  const on = placeOf(current.state.places, id);
  return on ? thenBack(current, startOn(current, on)) : { say: [text(wordsOf(current).notHere)] };
};

/** A device was named in words: the only one of such a name runs the checks; of several, one is to be chosen. */
export const nameDevice: Handler<'told'> = (current, intent) => {
  const { devices } = current.state.places;
  const sought = soughtIn(intent.text);
  const found = devices.filter((each) => sought !== null && isNamed(each, sought));
  const [only] = found;
  if (!only || sought === null) {
    const told = tellMore(current, intent);
    // What adds nothing to the diagnosis was perhaps meant as a name.
    const isUnknown = told.quiet === true && sought !== null && devices.length > 0;
    const named = redact(intent.text.trim()).text;
    const unknown = isUnknown ? [text(wordsOf(current).noSuchDevice(named))] : [];
    return { ...told, say: [...unknown, ...(told.say ?? [])] };
  }
  if (found.length === 1) return choosePlace(current, { kind: 'place', id: only.id });
  return { to: { sought }, say: [text(wordsOf(current).severalDevices(intent.text.trim()))] };
};

export const byHand: Plain = (current) => thenBack(current, startOn(current, null));

export const pairDevice: Plain = (current) => {
  const { state, now } = current;
  if (!state.places.pairs) return { say: [text(wordsOf(current).notHere)] };
  const mark = nextMark(state);
  return thenBack(current, {
    to: { sweep: { mark, askedAt: now, of: 'pairing' } },
    effects: [{ kind: 'open-pairing', mark }],
    quiet: true,
  });
};

/** A device has come in: what waited for it begins. */
export const takePaired: Handler<'paired'> = (current, { mark, device }) => {
  const { sweep } = current.state;
  const isAwaited = sweep?.mark === mark && sweep.askedAt !== null;
  const on = placeOf(current.state.places, device.id) ?? { kind: 'device', ...device };
  return isAwaited && currentChecks(current).length > 0
    ? startOn(current, on)
    : { say: [note(wordsOf(current).devicePaired(device.name))], quiet: true };
};

/** Why checks came to nothing, in words. */
export function sayUnmeasured({ status, reason }: Unmeasured, { unmeasured }: Words): string {
  return unmeasured[reason ?? status] ?? unmeasured[status] ?? status;
}

/** The checks will not come. */
export const hearUnmeasured: Handler<'unmeasured'> = (current, { mark, place, status, reason }) => {
  const { state } = current;
  if (state.sweep?.mark !== mark || state.sweep.askedAt === null) return { quiet: true };
  const words: Words = WORDS[state.language];
  const { sweep } = forgetSweep(state);
  return {
    to: { sweep: sweep && { ...sweep, ...(status === 'expired' ? { isOverdue: true } : {}) } },
    say: [text(words.notMeasuredOn(place)), text(sayUnmeasured({ status, reason }, words))],
    quiet: true,
  };
};

interface Judged {
  readonly to: Pick<State, 'measured' | 'sweep'>;
  /** Said before it, where it comes from somebody else's machine. */
  readonly arrival: readonly Section[];
  readonly reply: Reply;
}

/** Where the findings come from and when, unless they are this machine's own. */
function arrivalOf(current: Case, place: string): Section[] {
  const { sweep } = current.state;
  const words = wordsOf(current);
  if (sweep?.isOverdue) return [text(words.cameLate(place))];
  if (sweep?.of !== 'device' || sweep.askedAt === null) return [];
  const minutes = Math.floor(Math.max(0, current.now - sweep.askedAt) / 60_000);
  return [note(words.findingsCame(place, minutes))];
}

/** What findings come to for this case; null where they were asked for about something else. */
function judged(
  current: Case,
  { mark, place, findings }: Parameters<Handler<'measured'>>[1],
): Judged | null {
  const { knowledge, state, runbook, now } = current;
  if (state.sweep?.mark !== mark) return null;
  if (state.sweep.askedAt === null && !state.sweep.isOverdue) return null;
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
    arrival: arrivalOf(current, place),
    reply: replyIn(state.language),
  };
}

/** What was found is told, and nothing is asked about it. */
function told({ to, arrival, reply: { title, sections } }: Judged): Move {
  return {
    to,
    say: [...arrival, ...(title === undefined ? [] : [text(title)]), ...sections],
    quiet: true,
  };
}

/** What was found is told, and then whether the login works now. */
function asked({ to, arrival, reply }: Judged): Move {
  return { to: { ...to, phase: 'measured' }, say: [...arrival, ...reply.sections] };
}

/** The case has moved on meanwhile. */
export const hearFindings: Handler<'measured'> = (current, intent) => {
  const found = judged(current, intent);
  return found ? told(found) : { quiet: true };
};

/** The checks have ended. */
export const takeFindings: Handler<'measured'> = (current, intent) => {
  if (current.state.sweep?.isOverdue) return hearFindings(current, intent);
  const found = judged(current, intent);
  return found ? asked(found) : { quiet: true };
};

/** While the diagnosis still asks: only findings that say what is wrong spare the question. */
export const takeEarlyFindings: Handler<'measured'> = (current, intent) => {
  if (current.state.sweep?.isOverdue) return hearFindings(current, intent);
  const found = judged(current, intent);
  if (!found) return { quiet: true };
  const hasCause = (found.to.measured?.causes.length ?? 0) > 0;
  return hasCause ? asked(found) : { ...told(found), quiet: false };
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
