import { readAuditLog, type LoggedAct } from '../../../companion/agent/audit-log.ts';
import { COMPANION_WORDS, type CompanionWords } from '../../../companion/agent/words.ts';
import { hanging } from '../hanging.ts';
import { plain } from '../render.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { shortCase } from './person.ts';

/** What stands behind a code of the log; what is no code stands for itself. */
function meaning(table: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(table, code) ? (table[code] ?? code) : code;
}

function detailOf({ what, detail }: LoggedAct, words: CompanionWords): string {
  switch (what) {
    case 'consented':
      return meaning(words.loggedConsent, detail);
    case 'refused': {
      const [code = '', ...about] = detail.split(': ');
      const said = meaning(words.refused, code);
      return about.length === 0 ? said : `${said} ${words.refusedAbout(about.join(': '))}`;
    }
    case 'aborted':
      return meaning(words.aborted, detail);
    case 'server-refused':
      return meaning(words.away, detail);
    case 'logs-refused':
      return meaning(words.loggedLogs, detail);
    case 'logs-agreed':
      return '';
    default:
      return detail;
  }
}

/** By the clock on the wall; Sweden writes it as ISO 8601 does. */
const LOCAL_TIME = new Intl.DateTimeFormat('sv-SE', { dateStyle: 'short', timeStyle: 'medium' });

/** One act of the log as a sentence. */
function sentenceOf(act: LoggedAct, words: CompanionWords): string {
  const { what, requester, case: id } = act;
  const of =
    requester === null || id === null ? '' : ` (${words.loggedFor(requester, shortCase(id))})`;
  const detail = detailOf(act, words);
  return plain(`${words.logged[what]}${of}${detail === '' ? '' : ` – ${detail}`}`);
}

/** Shows what was asked of this machine, and what was done; returns the exit status. */
export async function showLog(
  { language, json }: CompanionOptions,
  { folder, terminal }: CompanionParts,
): Promise<number> {
  const words = COMPANION_WORDS[language];
  const acts = readAuditLog(folder);
  if (json) await terminal.write(`${JSON.stringify(acts, null, 2)}\n`);
  else if (acts.length === 0) await terminal.write(`${words.logEmpty}\n`);
  else
    for (const act of acts) {
      const at = `${LOCAL_TIME.format(new Date(act.at))}  `;
      await terminal.write(hanging(at, sentenceOf(act, words), terminal));
    }
  return 0;
}
