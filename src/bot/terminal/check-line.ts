import type { CheckResult } from '../../checks/result.ts';
import { FINDING_WORDS, sayFinding, type FindingWords } from '../../conversation/findings.ts';
import { STATUS_MARKS } from '../../conversation/verdict-reply.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { hanging } from './hanging.ts';
import { plain } from './render.ts';
import type { Terminal } from './terminal.ts';

/** A check that has ended, with its newline: one line for programs, as many as it takes on a screen. */
export function checkLine(
  result: CheckResult,
  language: Language,
  terminal: Pick<Terminal, 'output' | 'style'>,
): string {
  const { kinds, machine }: FindingWords = FINDING_WORDS[language];
  const { kind, target, status } = result;
  const about = target === '-' ? machine : plain(target);
  const colon = language === 'zh' ? '：' : ': ';
  const said = `${about}  ${kinds[kind]}${colon}${plain(sayFinding(result, language))}`;
  return hanging(`  ${STATUS_MARKS[status]} `, said, terminal);
}
