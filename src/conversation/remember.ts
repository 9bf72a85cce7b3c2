import { redact } from '../diagnosis/redact.ts';
import type { Case } from './case.ts';
import { note, text, wordsOf } from './move.ts';
import type { Section } from './reply.ts';
import type { State } from './state.ts';

/** Bounds of what one case keeps, in characters and entries. */
const LONGEST_MESSAGE = 16_384;
const LONGEST_CASE = 65_536;
const MOST_MESSAGES = 200;
const MOST_TOKENS = 50;

/** Adds a message to the case, redacted and bounded. */
export function remember(current: Case, said: string): { to: Partial<State>; say: Section[] } {
  const { state } = current;
  const words = wordsOf(current);
  const cut =
    said.length > LONGEST_MESSAGE
      ? `${said.slice(0, LONGEST_MESSAGE / 2)}\n\n…\n\n${said.slice(-LONGEST_MESSAGE / 2)}`
      : said;
  const before = state.said.join('\n\n');
  if (before.length + cut.length > LONGEST_CASE || state.said.length >= MOST_MESSAGES)
    return { to: {}, say: [text(words.caseFull)] };
  // Redacted together, so that the numbers of the tokens go on; what was redacted before is not changed by it.
  const together = redact(before === '' ? cut : `${before}\n\n${cut}`);
  const added = together.text.startsWith(before)
    ? together.text.slice(before === '' ? 0 : before.length + 2)
    : redact(cut).text;
  const hasHan = /\p{Script=Han}/u.test(cut);
  return {
    to: {
      said: [...state.said, added],
      messages: state.said.length + 1,
      tokens: [...state.tokens, ...together.tokens].slice(-MOST_TOKENS),
      ...(hasHan && !state.languageChosen ? { language: 'zh' } : {}),
    },
    say: cut === said ? [] : [note(words.cutShort)],
  };
}
