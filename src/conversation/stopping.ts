import { awaitedSweep } from './awaiting.ts';
import type { Case } from './case.ts';
import { forgetSweep } from './measuring.ts';
import { wordsOf, type Handler, type Move, type Plain } from './move.ts';
import { text } from './reply.ts';
import type { Intent } from './intent.ts';

/** What withdraws the checks that were asked of a device, where any are still to come. */
function withdrawal({ state, now }: Case): NonNullable<Move['effects']> {
  const sweep = awaitedSweep(state, now);
  return sweep?.of === 'device' ? [{ kind: 'withdraw-sweep', place: sweep.place }] : [];
}

/** Nobody wants the checks any more: their user is not asked, and what runs ends. */
export const stopChecks: Plain = (current) => {
  const effects = withdrawal(current);
  if (effects.length === 0) return { say: [text(wordsOf(current).nothingToStop)], quiet: true };
  // What was found last is asked about again; every other question has stood meanwhile.
  const quiet = current.state.phase !== 'measured';
  return { to: forgetSweep(current.state), effects, quiet };
};

/** The same handler; what was asked of a device for the case as it was is no longer wanted. */
export function withdrawing<K extends Intent['kind']>(handler: Handler<K>): Handler<K> {
  return (current, intent) => {
    const effects = withdrawal(current);
    const move = handler(current, intent);
    return effects.length === 0
      ? move
      : {
          ...move,
          to: { ...move.to, ...forgetSweep(current.state) },
          effects: [...effects, ...(move.effects ?? [])],
        };
  };
}
