import type { CheckResult } from '../../checks/result.ts';
import { FINDING_WORDS, sayFinding, type FindingWords } from '../../conversation/findings.ts';
import { STATUS_MARKS } from '../../conversation/verdict-reply.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { plain } from './render.ts';

/** A check that has ended, as one line with its newline. */
export function checkLine(result: CheckResult, language: Language): string {
  const { kinds, machine }: FindingWords = FINDING_WORDS[language];
  const { kind, target, status } = result;
  const about = target === '-' ? machine : plain(target);
  return `  ${STATUS_MARKS[status]} ${about}  ${kinds[kind]}: ${plain(sayFinding(result, language))}\n`;
}
