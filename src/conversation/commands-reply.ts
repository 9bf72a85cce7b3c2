import { byHand, commandsByHand, SHELLS } from '../checks/by-hand.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { Case } from './case.ts';
import type { Section } from './reply.ts';
import { WORDS } from './words.ts';

/** Command lines for the checks: of the platform that the text shows, or else of each. */
export function commandSections(checks: readonly PlannedCheck[], current: Case): Section[] {
  const { diagnosis, knowledge, state } = current;
  const shown = SHELLS.filter((shell) => diagnosis.signals.platforms.includes(shell));
  const shells = shown.length > 0 ? shown : SHELLS;
  const words = WORDS[state.language];
  const without = checks.filter((check) => shells.every((shell) => byHand(check, shell) === null));
  const missing = [...new Set(without.map(({ kind }) => kind))].join(', ');
  const commands = shells.flatMap((shell) => {
    const lines = commandsByHand(checks, shell);
    const platform = knowledge.pack.platforms.find(({ id }) => id === shell);
    const heading = words.byHand(platform?.name[state.language] ?? shell);
    return lines.length > 0 ? [{ kind: 'commands' as const, heading, lines }] : [];
  });
  return missing === ''
    ? commands
    : [...commands, { kind: 'note', text: words.notByHand(missing) }];
}
