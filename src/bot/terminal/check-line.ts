import type { CheckResult } from '../../checks/result.ts';
import { FINDING_WORDS, sayFinding, type FindingWords } from '../../conversation/findings.ts';
import { STATUS_MARKS } from '../../conversation/verdict-reply.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { plain } from './render.ts';
import type { Terminal } from './terminal.ts';
import { wrap } from './wrap.ts';

const INDENT = '    ';
const NARROWEST = 20;

/** A check that has ended, with its newline: one line for programs, as many as it takes on a screen. */
export function checkLine(
  result: CheckResult,
  language: Language,
  { output, style }: Pick<Terminal, 'output' | 'style'>,
): string {
  const { kinds, machine }: FindingWords = FINDING_WORDS[language];
  const { kind, target, status } = result;
  const about = target === '-' ? machine : plain(target);
  const lead = `  ${STATUS_MARKS[status]} `;
  const said = `${about}  ${kinds[kind]}: ${plain(sayFinding(result, language))}`;
  const lines =
    output.isTTY === true ? wrap(said, Math.max(NARROWEST, style.width - INDENT.length)) : [said];
  return lines.map((line, at) => `${at === 0 ? lead : INDENT}${line}\n`).join('');
}
