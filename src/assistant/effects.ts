import { commandSections } from '../conversation/commands-reply.ts';
import { currentChecks, type Case } from '../conversation/case.ts';
import type { Reply } from '../conversation/reply.ts';
import type { Effect } from '../conversation/state.ts';
import { note } from '../conversation/reply.ts';
import { WORDS } from '../conversation/words.ts';

/** What is said of an effect: what happens now, or plainly that nothing is connected for it and how to do it by hand. */
export function sayEffect(effect: Effect, current: Case, actions: Reply['actions']): Reply[] {
  const { language, place } = current.state;
  const words = WORDS[language];
  switch (effect.kind) {
    case 'start-sweep':
      return place === null
        ? [
            {
              sections: [
                note(words.sweepNotConnected),
                ...commandSections(currentChecks(current), current),
              ],
              actions,
            },
          ]
        : [{ sections: [note(words.measuringNow(effect.checks.length, place))], actions }];
    case 'open-ticket':
      return [{ sections: [note(words.ticketNotConnected)], actions: [] }];
    case 'record-feedback':
      return [];
  }
}
