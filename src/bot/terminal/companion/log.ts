import { readAuditLog } from '../../../companion/agent/audit-log.ts';
import { COMPANION_WORDS } from '../../../companion/agent/words.ts';
import { plain } from '../render.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { shortCase } from './person.ts';

/** Shows what was asked of this machine, and what was done; returns the exit status. */
export async function showLog(
  { language }: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  const words = COMPANION_WORDS[language];
  const acts = readAuditLog(parts.folder);
  const lines = acts.map(({ at, what, requester, case: id, detail }) => {
    const of =
      requester === null || id === null ? '' : ` (${words.loggedFor(requester, shortCase(id))})`;
    return plain(`${at}  ${words.logged[what]}${of}${detail === '' ? '' : `: ${detail}`}`);
  });
  await parts.terminal.write(`${lines.length === 0 ? words.logEmpty : lines.join('\n')}\n`);
  return 0;
}
