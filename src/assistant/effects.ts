import { commandSections } from '../conversation/commands-reply.ts';
import type { Case } from '../conversation/case.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Effect } from '../conversation/state.ts';
import { note } from '../conversation/reply.ts';
import { WORDS } from '../conversation/words.ts';

/** What is said about an effect that nothing is connected for: plainly that, and how to do it by hand. */
export function sayByHand(effect: Effect, current: Case, actions: Reply['actions']): Reply[] {
  const words = WORDS[current.state.language];
  switch (effect.kind) {
    case 'start-sweep':
      return [
        {
          sections: [note(words.sweepNotConnected), ...commandSections(effect.checks, current)],
          actions,
        },
      ];
    case 'open-ticket':
      return [{ sections: [note(words.ticketNotConnected)], actions: [] }];
    case 'record-feedback':
      return [];
  }
}
