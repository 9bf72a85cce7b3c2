import { Gatherer } from '../diagnosis/gatherer.ts';
import { redact } from '../diagnosis/redact.ts';
import { createSieve } from '../diagnosis/sieve.ts';
import type { Case } from './case.ts';
import { wordsOf } from './move.ts';
import { note, text, type Section } from './reply.ts';
import type { State } from './state.ts';

/** Bounds of what one case keeps, in characters and entries. */
const LONGEST_MESSAGE = 16_384;
const LONGEST_CASE = 65_536;
const MOST_MESSAGES = 200;
const MOST_TOKENS = 50;

/** The lines of a long message that matter to the pack, or its beginning and end. */
function shortened(message: string, { knowledge }: Case): string {
  if (message.length <= LONGEST_MESSAGE) return message;
  const gatherer = new Gatherer(createSieve([knowledge]));
  gatherer.add(Buffer.from(message));
  const gathered = gatherer.finish();
  if (gathered.length <= LONGEST_MESSAGE) return gathered;
  return `${gathered.slice(0, LONGEST_MESSAGE / 2)}\n…\n${gathered.slice(-LONGEST_MESSAGE / 2)}`;
}

/** Adds a message to the case, redacted and bounded; redacted first, for what is cut off may tell a secret. */
export function remember(current: Case, said: string): { to: Partial<State>; say: Section[] } {
  const { state } = current;
  const words = wordsOf(current);
  // Redacted behind the marks of earlier tokens, so that their numbers go on.
  const marks = state.tokens.map(({ mark }) => mark).join(' ');
  const redacted = redact(`${marks}\n\n${said}`);
  const whole = redacted.text.slice(marks.length + 2);
  const added = shortened(whole, current);
  const before = state.said.join('\n\n');
  if (before.length + added.length > LONGEST_CASE || state.said.length >= MOST_MESSAGES)
    return { to: {}, say: [text(words.caseFull)] };
  const hasHan = /\p{Script=Han}/u.test(added);
  return {
    to: {
      said: [...state.said, added],
      messages: state.said.length + 1,
      ...(added === whole ? {} : { isCut: true }),
      tokens: [...state.tokens, ...redacted.tokens].slice(-MOST_TOKENS),
      ...(hasHan && !state.languageChosen ? { language: 'zh' } : {}),
    },
    say: added === whole ? [] : [note(words.cutShort)],
  };
}
