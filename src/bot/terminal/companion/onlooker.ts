import { judge } from '../../../checks/verdict/judge.ts';
import { COMPANION_WORDS } from '../../../companion/agent/words.ts';
import type { Onlooker } from '../../../companion/agent/work.ts';
import { reportOfVerdict } from '../../../conversation/sweep-report.ts';
import { verdictReply } from '../../../conversation/verdict-reply.ts';
import { readSignals } from '../../../diagnosis/signals.ts';
import type { Language } from '../../../knowledge/vocabulary.ts';
import { checkLine } from '../check-line.ts';
import { plain, render } from '../render.ts';
import { speaker } from '../speaker.ts';
import type { Terminal } from '../terminal.ts';

/** Shows the person in front of the machine what runs on it, and what was found. */
export function onlookerOf(terminal: Terminal, language: Language): Onlooker {
  const words = COMPANION_WORDS[language];
  const say = speaker(terminal);
  return {
    begun: (_, consent) => {
      say(`\n${words.begun[consent]}`);
    },
    checked: (event) => {
      if (event.kind === 'ended') void terminal.write(checkLine(event.result, language, terminal));
    },
    finished: ({ knowledge, tenant }, findings) => {
      const { pack } = knowledge;
      const targets = { pack, tenant, signals: readSignals('', knowledge) };
      const verdict = judge(findings, pack.network);
      const report = reportOfVerdict(verdict, findings.results, null, targets);
      const reply = verdictReply(report, findings.results, null, knowledge, language);
      // Each check was shown when it ended.
      const sections = reply.sections.filter(({ kind }) => kind !== 'table');
      void terminal.write(`\n${render({ ...reply, sections }, terminal.style)}\n\n`);
      say(words.sent);
    },
    delivered: () => {
      say(words.delivered);
    },
    refused: (code, about) => {
      say(`${words.refused[code]}${about === null ? '' : ` ${words.refusedAbout(plain(about))}`}`);
    },
    aborted: (code, why) => {
      say(`${words.aborted[code]}${why === null ? '' : ` ${words.lostBecause(plain(why))}`}`);
    },
  };
}
