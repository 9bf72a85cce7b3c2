import type { Knowledge } from '../knowledge/knowledge.ts';
import { findCodes } from './codes.ts';
import { fold, withoutInvisible } from './fold.ts';
import { literalSearch } from './literals.ts';
import { findMarks } from './marks.ts';
import { holdsPhrase } from './phrases.ts';

/** What tells the lines of a log that matter from the others. */
export interface Sieve {
  /**
   * Calls `found` with places in UTF-8 text whose line may matter, and with the number of the word that stands there, in
   * order, under the conditions of LiteralSearch.
   * Quick, and generous: `keysOf` decides.
   */
  search(
    bytes: Uint8Array,
    from: number,
    to: number,
    found: (at: number, word: number) => void,
  ): void;
  /** What the line speaks of: codes, names, callbacks, deciding phrases. Empty if it does not matter. */
  keysOf(line: string): string[];
}

/** Names shorter than this are ordinary words, and count only beside a code. */
const SHORTEST_NAME = 8;

function fullWidth(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}

/** Every writing of the digits of a code: as they are, in full width, and cast to unsigned integers. */
function writings(code: number): string[] {
  const digits = String(Math.abs(code));
  const casts =
    code < 0
      ? [String(2 ** 32 + code), (2 ** 32 + code).toString(16), String(2n ** 64n + BigInt(code))]
      : [];
  return [digits, fullWidth(digits), ...casts];
}

function wordsOf({ pack }: Knowledge): string[] {
  const codes = pack.errors.filter(({ code }) => code !== 0);
  const names = pack.errors.flatMap(({ names: known, aliases }) => [
    ...known.map(({ name }) => name),
    ...aliases,
  ]);
  const phrases = pack.errors.flatMap(({ causes }) =>
    causes.flatMap(({ when }) => when?.says ?? []),
  );
  return [
    ...codes.flatMap(({ code }) => writings(code)),
    ...names.filter((name) => name.length >= SHORTEST_NAME),
    ...pack.callbacks.flatMap(({ name, aliases }) => [name, ...aliases]),
    ...phrases,
  ];
}

const [ZERO, NINE, LETTER_M, ESCAPE] = [0x30, 0x39, 0x6d, 0x1b];
/** What stands before digits that belong to a word, a longer number or a path. */
const GLUED = /[\w./]/;
const glued = Uint8Array.from({ length: 256 }, (_, byte) =>
  GLUED.test(String.fromCharCode(byte)) ? 1 : 0,
);

function isDigit(byte = 0): boolean {
  return byte >= ZERO && byte <= NINE;
}

/** A code's digits inside of a longer number, a word or a path are no code. */
function isPartOfMore(bytes: Uint8Array, start: number, end: number): boolean {
  if (!isDigit(bytes[start])) return false;
  const isGlued = glued[bytes[start - 1] ?? 0] === 1 && !endsEscape(bytes, start);
  return isGlued || isDigit(bytes[end]);
}

/** Whether a colour of the terminal ends before `at`: its "m" is no letter of a word. */
function endsEscape(bytes: Uint8Array, at: number): boolean {
  return bytes[at - 1] === LETTER_M && bytes.subarray(Math.max(0, at - 12), at).includes(ESCAPE);
}

function keysIn(line: string, knowledge: Knowledge): string[] {
  const { products, names } = findMarks(line, knowledge);
  const called = (offset: number): boolean =>
    products.some(({ callback, end }) => callback !== null && end <= offset && offset - end < 14);
  const codes = findCodes(line, knowledge, called).filter(({ code }) => code !== 0);
  const lower = line.toLowerCase();
  return [
    ...codes.map(({ code }) => `code ${code}`),
    ...names.map(({ code }) => `name ${code}`),
    ...products.flatMap(({ callback }) => (callback === null ? [] : [`callback ${callback}`])),
    ...knowledge.decidingPhrases.filter((phrase) => holdsPhrase(lower, phrase)),
  ];
}

/** The sieve for the codes, names, callbacks and deciding phrases of some packs. */
export function createSieve(packs: readonly Knowledge[]): Sieve {
  const words = literalSearch([...new Set(packs.flatMap(wordsOf))]);
  return {
    search(bytes, from, to, found) {
      words.search(bytes, from, to, (start, end, word) => {
        if (!isPartOfMore(bytes, start, end)) found(start, word);
      });
    },
    keysOf(line) {
      const folded = fold(withoutInvisible(line));
      return packs.flatMap((knowledge) =>
        keysIn(folded, knowledge).map((key) => `${knowledge.pack.id} ${key}`),
      );
    },
  };
}
