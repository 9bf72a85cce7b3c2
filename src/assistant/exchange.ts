import { questionOf } from '../conversation/question.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Event, Places, State } from '../conversation/state.ts';
import { step, type Step } from '../conversation/step.ts';
import { chooseDiagnosis } from '../diagnosis/choose.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Packs } from '../knowledge/packs.ts';
import { sayEffect, type PairingOffer } from './effects.ts';

/** One event and what is answered to it. */
export interface Exchange {
  readonly knowledge: Knowledge;
  readonly step: Step;
  readonly replies: readonly Reply[];
}

/** What an exchange happens among. */
export interface Circumstances {
  readonly packs: Packs;
  readonly places: Places;
  /** How a device can be paired now; null where none can be. */
  readonly pairing: PairingOffer | null;
  /** The host of our own UDP responder, for devices to ask too. */
  readonly control: string | null;
  /** Unix milliseconds. */
  readonly now: number;
}

/** Takes a step; while nothing has been said, the message decides which pack knows it. */
export function exchange(
  state: State,
  event: Event,
  current: Knowledge,
  { packs, places, pairing, now }: Omit<Circumstances, 'control'>,
): Exchange {
  const knowledge =
    state.said.length === 0 && event.kind === 'said'
      ? chooseDiagnosis(event.text, packs, { now }).knowledge
      : current;
  const taken = step({ ...state, places }, event, knowledge, now);
  const { actions } = questionOf(taken.after);
  const done = taken.effects.flatMap((effect) => sayEffect(effect, taken.after, actions, pairing));
  return { knowledge, step: taken, replies: [...done, ...taken.replies] };
}
