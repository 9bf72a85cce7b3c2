import { fold } from '../diagnosis/fold.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { callingOff } from './awaiting.ts';
import { openCase, type Case } from './case.ts';
import { readIntent, type Intent } from './intent.ts';
import { wordsOf, type Handler, type Move } from './move.ts';
import { questionOf } from './question.ts';
import { text, type Reply } from './reply.ts';
import type { Effect, Event, Phase, Position, State } from './state.ts';
import { LATE, TRANSITIONS } from './transitions.ts';

/** What a step comes to: the next state, what is said, and what is to be done. */
export interface Step {
  readonly state: State;
  /** The case as the event met it, and as it left it. */
  readonly before: Case;
  readonly after: Case;
  readonly replies: readonly Reply[];
  readonly effects: readonly Effect[];
  /** Which way was taken; for the case's timeline. */
  readonly transition: {
    readonly from: Phase;
    readonly by: Intent['kind'] | 'unclear';
    readonly to: Phase;
  };
}

/** How many steps can be taken back. */
const LONGEST_HISTORY = 30;

/** Moves that "back" steps over, because they ask nothing new. */
function isNewPosition(before: State, after: State): boolean {
  return (
    before.phase !== after.phase ||
    before.said.length !== after.said.length ||
    before.step !== after.step
  );
}

function positionOf(state: State): Position {
  const { phase, messages, rejected, focus, finished, callbackText } = state;
  const { ssoDomain, step, outcome, told, prerequisitesAsked, ticketOpen, measured } = state;
  return {
    phase,
    messages,
    rejected,
    focus,
    finished,
    callbackText,
    ssoDomain,
    step,
    outcome,
    told,
    prerequisitesAsked,
    ticketOpen,
    measured,
  };
}

/** A message that is the label of a button on show is that button. */
function asPressed(event: Event, current: Case): Event {
  if (event.kind !== 'said' || event.isLog === true) return event;
  const written = fold(event.text).trim().toLowerCase();
  const action = questionOf(current).actions.find(
    ({ label }) => fold(label).toLowerCase() === written,
  );
  return action ? { kind: 'pressed', action: action.id } : event;
}

/** The handler of the phase for that intent, with the intent filled in; null where the phase has none. */
function handlerOf(phase: Phase, intent: Intent): ((current: Case) => Move) | null {
  // The table pairs each kind with a handler of that very kind; a type cannot follow the pair through a look-up.
  const handler = (TRANSITIONS[phase][intent.kind] ?? LATE[intent.kind]) as
    Handler<Intent['kind']> | undefined;
  return handler ? (current) => handler(current, intent) : null;
}

/**
 * One step of the conversation: pure, and total over whatever comes in. `now` is Unix time in milliseconds.
 */
export function step(state: State, event: Event, knowledge: Knowledge, now: number): Step {
  const current = openCase(state, knowledge, now);
  const intent = readIntent(asPressed(event, current));
  const handler = intent && handlerOf(state.phase, intent);
  const move: Move = handler ? handler(current) : { say: [text(wordsOf(current).notHere)] };

  const moved: State = {
    ...state,
    ...move.to,
    ...(event.kind === 'said' && event.isExcerpt === true ? { isCut: true } : {}),
  };
  const keepsHistory = move.to?.history !== undefined;
  const next =
    keepsHistory || !isNewPosition(state, moved)
      ? moved
      : { ...moved, history: [...state.history, positionOf(state)].slice(-LONGEST_HISTORY) };

  // The store lets what is asked anew take the place of what was asked before; an answer has nothing left to call off.
  const asksAnew = move.effects?.some((effect) => effect.kind === 'start-sweep' && effect.on);
  const isAnswer = intent?.kind === 'measured' || intent?.kind === 'unmeasured';
  const calledOff = asksAnew || isAnswer ? [] : callingOff(current, next);

  const after = openCase(next, knowledge, now);
  const asked = questionOf(after);
  const question = move.quiet ? { sections: [], actions: asked.actions } : asked;
  const reply: Reply = { ...question, sections: [...(move.say ?? []), ...question.sections] };
  return {
    state: next,
    before: current,
    after,
    replies: reply.sections.length > 0 ? [reply] : [],
    effects: [...calledOff, ...(move.effects ?? [])],
    transition: {
      from: state.phase,
      by: handler ? intent.kind : 'unclear',
      to: next.phase,
    },
  };
}

/** What is said before anybody has said anything. */
export function opening(state: State, knowledge: Knowledge, now: number): Reply {
  return questionOf(openCase(state, knowledge, now));
}
