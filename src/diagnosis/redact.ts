import { fold, withoutInvisible } from './fold.ts';
import { readJwt, type TokenFact } from './jwt.ts';
import { findJwts } from './jwt-runs.ts';
import { secretHeaders } from './secret-headers.ts';
import { secretShapes } from './secret-shapes.ts';
import { keyedSecrets } from './secret-values.ts';
import { MARK_PATTERN, replaceSpans, type Span } from './span.ts';

/** A text without its secrets, and what its tokens said about themselves. */
export interface Redacted {
  readonly text: string;
  readonly tokens: readonly TokenFact[];
}

/** Signs like those of our marks, which would make a text look as if it had been redacted. */
const FOREIGN_SIGN = new RegExp(`(${MARK_PATTERN})|‹|›`, 'g');
const FINDERS = [...secretHeaders, keyedSecrets, ...secretShapes];
const JWT_MARK = /‹jwt:(\d{1,6})›/g;

/** Tokens get their numbers in order of appearance, above those of earlier texts; the same token keeps its number. */
function redactJwts(text: string): Redacted {
  let last = 0;
  for (const [, number] of text.matchAll(JWT_MARK)) last = Math.max(last, Number(number));
  const facts = new Map<string, TokenFact>();
  const spans = findJwts(text).map(({ start, end, token }): Span => {
    const fact = facts.get(token) ?? readJwt(token, `‹jwt:${last + facts.size + 1}›`);
    facts.set(token, fact);
    return { start, end, mark: fact.mark };
  });
  return { text: replaceSpans(text, spans), tokens: [...facts.values()] };
}

function withoutForeignMarks(text: string): string {
  return text.replace(FOREIGN_SIGN, (sign, mark?: string) => mark ?? (sign === '‹' ? '(' : ')'));
}

function redactOnce(text: string): Redacted {
  const { text: withoutJwts, tokens } = redactJwts(text);
  let rest = withoutJwts;
  // Full-width writings are found in the folded text, whose offsets are those of the text itself.
  let folded = fold(rest);
  for (const find of FINDERS) {
    const spans = find(folded);
    if (spans.length === 0) continue;
    rest = replaceSpans(rest, spans);
    folded = fold(rest);
  }
  return { text: rest, tokens };
}

/** A mark may uncover one more secret beside it; nested texts of tests settle in three rounds. */
const MOST_ROUNDS = 6;

/**
 * `text` without what cannot be seen, and with a mark in place of each token, secret, authorisation code, password,
 * cookie, user-info of an address, mail address, phone number and identity number. Redacting twice changes nothing.
 * Linear in the length of the text.
 */
export function redact(text: string): Redacted {
  let rest = withoutForeignMarks(withoutInvisible(text));
  const tokens: TokenFact[] = [];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const redacted = redactOnce(rest);
    tokens.push(...redacted.tokens);
    if (redacted.text === rest) break;
    rest = redacted.text;
  }
  return { text: rest, tokens };
}
