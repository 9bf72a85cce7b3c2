import { awaitedSweep, forgetSweep } from './awaiting.ts';
import { wordsOf, type Plain } from './move.ts';
import { note, text } from './reply.ts';

/** Nobody wants the checks any more: their user is not asked, and what runs ends. */
export const stopChecks: Plain = (current) => {
  const { state, now } = current;
  const to = forgetSweep(state);
  if (awaitedSweep(state, now)?.of === 'device')
    // What was found last is asked about again; every other question has stood meanwhile.
    return { to, quiet: state.phase !== 'measured' };
  const words = wordsOf(current);
  const isPairing = state.sweep?.of === 'pairing' && state.sweep.askedAt !== null;
  return isPairing
    ? { to, say: [note(words.pairingAlone)], quiet: true }
    : { say: [text(words.nothingToStop)], quiet: true };
};
