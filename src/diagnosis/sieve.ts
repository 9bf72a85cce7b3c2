import type { Knowledge } from '../knowledge/knowledge.ts';
import { findCodes } from './codes.ts';
import { fold } from './fold.ts';
import { findMarks } from './marks.ts';
import { holdsPhrase } from './phrases.ts';

/** What tells the lines of a log that matter from the others. */
export interface Sieve {
  /**
   * Finds lines that may matter in bytes read as Latin-1. Quick, and never misses one; `isHit` decides. Codes and
   * names are ASCII in every encoding of a log, so that the bytes need not be decoded for this.
   */
  readonly candidates: RegExp;
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

/** Bytes of the writings of "minus" and of full-width digits, in UTF-8 and in GB 18030. */
const ODD_DIGITS = String.raw`\xef\xbc[\x90-\x99]|\xa3[\xb0-\xb9]`;

/** Names shorter than this are ordinary words, and count only beside a code. */
const SHORTEST_NAME = 8;

/** The sieve for the codes, names, callbacks and deciding phrases of a pack. */
export function createSieve(knowledge: Knowledge): Sieve {
  const codes = [...knowledge.errors.keys()].filter((code) => code !== 0);
  const written = [...new Set(codes.map((code) => String(Math.abs(code))))];
  const unsigned = codes.filter((code) => code < 0).map((code) => String(2 ** 32 + code));
  const words = [
    ...[...knowledge.names.keys()].filter((name) => name.length >= SHORTEST_NAME),
    ...knowledge.callbackWords.keys(),
    ...knowledge.callbackPhrases.keys(),
    ...knowledge.decidingPhrases,
  ].map((word) => Buffer.from(word.replace(/[^\x20-\x7e].*$/s, ''), 'utf8').toString('latin1'));
  const numbers = `(?<![\\d.])(?:${alternation([...written, ...unsigned])})(?![\\d])`;
  return {
    candidates: new RegExp(
      `${numbers}|${ODD_DIGITS}|0x[Ff]{4}|1844674407370[89]|${alternation([...new Set(words)].filter((word) => word.length > 3))}`,
      'gi',
    ),
    keysOf(line) {
      const folded = fold(line);
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
