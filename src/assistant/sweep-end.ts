import type { Event } from '../conversation/state.ts';
import type { StoredSweep } from '../store/sweeps.ts';
import { ASSISTANT, type Incoming } from './turn.ts';

function eventOf({ mark, place, findings, status, reason }: StoredSweep): Event {
  if (findings) return { kind: 'measured', mark, place, findings };
  const isNamed = status === 'refused' || status === 'expired';
  return { kind: 'unmeasured', mark, place, status: isNamed ? status : 'aborted', reason };
}

/**
 * What the conversation is told of a sweep that has ended. What was found may come after it was told that nothing came;
 * each is told once.
 */
export function endOf(sweep: StoredSweep): Incoming {
  const event = eventOf(sweep);
  return { id: `${event.kind}-${sweep.id}`, by: ASSISTANT, event };
}
