import { questionOf } from '../conversation/question.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Event, State } from '../conversation/state.ts';
import { step, type Step } from '../conversation/step.ts';
import { chooseDiagnosis } from '../diagnosis/choose.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { sayByHand } from './effects.ts';

export type Packs = readonly [Knowledge, ...Knowledge[]];

/** One event and what is answered to it. */
export interface Exchange {
  readonly knowledge: Knowledge;
  readonly step: Step;
  readonly replies: readonly Reply[];
}

/** Takes a step; while nothing has been said, the message decides which pack knows it. `now` is Unix milliseconds. */
export function exchange(
  state: State,
  event: Event,
  current: Knowledge,
  packs: Packs,
  now: number,
): Exchange {
  const knowledge =
    state.said.length === 0 && event.kind === 'said'
      ? chooseDiagnosis(event.text, packs, { now }).knowledge
      : current;
  const taken = step(state, event, knowledge, now);
  const { actions } = questionOf(taken.after);
  const byHand = taken.effects.flatMap((effect) => sayByHand(effect, taken.after, actions));
  return { knowledge, step: taken, replies: [...byHand, ...taken.replies] };
}
