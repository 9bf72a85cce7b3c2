import { questionOf } from '../conversation/question.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Event, State } from '../conversation/state.ts';
import { step, type Step } from '../conversation/step.ts';
import { chooseDiagnosis } from '../diagnosis/choose.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { sayEffect } from './effects.ts';

export type Packs = readonly [Knowledge, ...Knowledge[]];

/** One event and what is answered to it. */
export interface Exchange {
  readonly knowledge: Knowledge;
  readonly step: Step;
  readonly replies: readonly Reply[];
}

/** What an exchange happens among. */
export interface Circumstances {
  readonly packs: Packs;
  /** Where checks are run from; null where nothing measures. */
  readonly place: string | null;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Takes a step; while nothing has been said, the message decides which pack knows it. */
export function exchange(
  state: State,
  event: Event,
  current: Knowledge,
  { packs, place, now }: Circumstances,
): Exchange {
  const knowledge =
    state.said.length === 0 && event.kind === 'said'
      ? chooseDiagnosis(event.text, packs, { now }).knowledge
      : current;
  const taken = step({ ...state, place }, event, knowledge, now);
  const { actions } = questionOf(taken.after);
  const done = taken.effects.flatMap((effect) => sayEffect(effect, taken.after, actions));
  return { knowledge, step: taken, replies: [...done, ...taken.replies] };
}
