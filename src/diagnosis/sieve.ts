import type { Knowledge } from '../knowledge/knowledge.ts';
import { findCodes } from './codes.ts';
import { fold, withoutEscapes } from './fold.ts';
import { findMarks } from './marks.ts';
import { holdsPhrase } from './phrases.ts';

/** What tells the lines of a log that matter from the others. */
export interface Sieve {
  /**
   * Finds lines that may matter in bytes read as Latin-1. Quick, and generous; `keysOf` decides. Codes and
   * names are ASCII in every encoding of a log, so that the bytes need not be decoded for this.
   */
  readonly candidates: readonly RegExp[];
  /** What the line speaks of, in the decoded text: codes, names, callbacks. Empty if it does not matter. */
  keysOf(line: string): string[];
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** An alternation as a tree of common beginnings, so that each character is looked at once. */
function alternation(words: readonly string[]): string {
  const groups = Map.groupBy(
    words.filter((word) => word !== ''),
    (word) => word.slice(0, 1),
  );
  const branches = [...groups].map(
    ([head, group]) => escape(head) + alternation(group.map((word) => word.slice(1))),
  );
  if (branches.length === 0) return '';
  const isEnd = words.includes('');
  const body = branches.length === 1 && !isEnd ? (branches[0] ?? '') : `(?:${branches.join('|')})`;
  return isEnd ? `${body}?` : body;
}

/** Full-width digits in UTF-8 and in GB 18030, and the other ways to write "minus": 负, U+2212 and the dashes. */
const ODD_WRITINGS =
  /\xef\xbc[\x90-\x99]|\xa3[\xb0-\xb9]|(?:\xe2\x88\x92|\xe2\x80[\x90-\x95]|\xe8\xb4\x9f|\xb8\xba) ?[0-9]{4}/g;

/** Names shorter than this are ordinary words, and count only beside a code. */
const SHORTEST_NAME = 8;
const SHORTEST_PHRASE = 4;

/** The word as it is known, and with its first letter in the other case: how programs and people write it. */
function writings(word: string): string[] {
  const [first = ''] = word;
  return [first.toLowerCase(), first.toUpperCase(), first].map((letter) => letter + word.slice(1));
}

/** The part of a phrase that looks the same in every encoding. */
function asciiOf(phrase: string): string {
  return /^[\x20-\x7e]*/.exec(phrase)?.[0].trim() ?? '';
}

function search(words: readonly string[]): RegExp[] {
  const distinct = [...new Set(words)];
  return distinct.length > 0 ? [new RegExp(alternation(distinct), 'g')] : [];
}

/** The sieve for the codes, names, callbacks and deciding phrases of a pack. */
export function createSieve(knowledge: Knowledge): Sieve {
  const { pack } = knowledge;
  const codes = pack.errors.map(({ code }) => code).filter((code) => code !== 0);
  const numbers = alternation([...new Set(codes.map((code) => String(Math.abs(code))))]);
  const unsigned = codes.filter((code) => code < 0).map((code) => String(2 ** 32 + code));
  const names = pack.errors.flatMap(({ names: known, aliases }) => [
    ...known.map(({ name }) => name),
    ...aliases,
  ]);
  const callbacks = pack.callbacks.flatMap(({ name, aliases }) => [name, ...aliases]);
  const phrases = pack.errors.flatMap(({ causes }) =>
    causes.flatMap(({ when }) => (when?.says ?? []).map(asciiOf)),
  );
  return {
    // One search after the other is several times as fast as one that looks for everything at once.
    candidates: [
      new RegExp(`-${numbers}(?![0-9])`, 'g'),
      new RegExp(
        `(?:rror|RROR|[cC]ode|CODE|\xe7\xa0\x81|\xc2\xeb)[^0-9\n-]{0,12}${numbers}(?![0-9])`,
        'g',
      ),
      ...search(names.filter((name) => name.length >= SHORTEST_NAME).flatMap(writings)),
      ...search(callbacks.flatMap(writings)),
      ...search(
        phrases
          .filter((phrase) => phrase.length >= SHORTEST_PHRASE)
          .flatMap((phrase) => [...writings(phrase), phrase.toLowerCase()]),
      ),
      ...search([
        ...unsigned,
        ...(unsigned.length > 0 ? ['0xFFFF', '0xffff', '1844674407370'] : []),
      ]),
      ODD_WRITINGS,
    ],
    keysOf(line) {
      const folded = fold(withoutEscapes(line));
      const { products, names } = findMarks(folded, knowledge);
      const called = (offset: number): boolean =>
        products.some(
          ({ callback, end }) => callback !== null && end <= offset && offset - end < 14,
        );
      const found = findCodes(folded, knowledge, called).filter(({ code }) => code !== 0);
      const lower = folded.toLowerCase();
      return [
        ...found.map(({ code }) => `code ${code}`),
        ...names.map(({ code }) => `name ${code}`),
        ...products.flatMap(({ callback }) => (callback === null ? [] : [`callback ${callback}`])),
        ...knowledge.decidingPhrases.filter((phrase) => holdsPhrase(lower, phrase)),
      ];
    },
  };
}
