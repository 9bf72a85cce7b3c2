import type { Knowledge } from '../knowledge/knowledge.ts';
import { findPhrase } from './phrases.ts';

/** A word in the text that shows whose error this is: the product's own, or that of another product. */
export interface ProductMark {
  readonly start: number;
  readonly end: number;
  /** The id of the look-alike product, or null for the pack's own product. */
  readonly lookalike: string | null;
  /** The callback that the word names, if it names one. */
  readonly callback: string | null;
}

/** An error's name in the text. */
export interface NameMark {
  readonly start: number;
  readonly end: number;
  readonly code: number;
  readonly written: string;
}

const IDENTIFIERS = /[A-Za-z_]\w*/g;

/**
 * A name that is an ordinary word ("unknown") names an error only where something introduces it as a code; a name that
 * nobody writes by chance ("tokenVerifyFailed") does so everywhere.
 */
function isOrdinaryWord(name: string): boolean {
  return !/[a-z][A-Z]|_|[A-Z]{2}/.test(name) || name.length < 6;
}

const INTRODUCED = /(?:error|err|code|result)\s{0,2}(?:\.|::|:|=|is)\s{0,2}["']?$/i;

/** What `text` (folded) says about whose errors it holds and which it names; in order of appearance. */
export function findMarks(
  text: string,
  knowledge: Knowledge,
): { readonly products: readonly ProductMark[]; readonly names: readonly NameMark[] } {
  const lower = text.toLowerCase();
  const products: ProductMark[] = [];
  const names: NameMark[] = [];

  for (const match of text.matchAll(IDENTIFIERS)) {
    const [written] = match;
    const start = match.index;
    const end = start + written.length;
    const word = written.toLowerCase();
    const callback = knowledge.callbackWords.get(word);
    if (callback) products.push({ start, end, lookalike: null, callback: callback.name });
    const known = knowledge.names.get(word);
    if (!known) continue;
    if (isOrdinaryWord(known.name) && !INTRODUCED.test(text.slice(Math.max(0, start - 24), start)))
      continue;
    names.push({ start, end, code: known.error.code, written });
    products.push({ start, end, lookalike: null, callback: null });
  }
  for (const { phrase, lookalike, callback } of knowledge.productPhrases)
    for (const start of findPhrase(lower, phrase))
      products.push({ start, end: start + phrase.length, lookalike, callback });

  return { products: products.sort((a, b) => a.start - b.start || b.end - a.end), names };
}
