import { fold, withoutEscapes } from './fold.ts';
import { readJwt, type TokenFact } from './jwt.ts';
import { findJwts } from './jwt-runs.ts';
import { keyedSecrets } from './secret-keys.ts';
import { secretShapes } from './secret-shapes.ts';
import { replaceSpans, type Span } from './span.ts';

/** A text without its secrets, and what its tokens said about themselves. */
export interface Redacted {
  readonly text: string;
  readonly tokens: readonly TokenFact[];
}

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

/**
 * `text` without the colours of a terminal, and with a mark in place of each token, secret, authorisation code,
 * password, cookie, user-info of an address, mail address, phone number and identity number. Redacting twice changes nothing. Linear in the length of the text.
 */
export function redact(text: string): Redacted {
  const { text: withoutJwts, tokens } = redactJwts(withoutEscapes(text));
  // Full-width writings are found in the folded text, whose offsets are those of the text itself.
  const withoutKeyed = replaceSpans(withoutJwts, keyedSecrets(fold(withoutJwts)));
  const redacted = secretShapes.reduce(
    (rest, find) => replaceSpans(rest, find(fold(rest))),
    withoutKeyed,
  );
  return { text: redacted, tokens };
}
