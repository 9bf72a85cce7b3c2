/** Finds many words at once in bytes, ASCII letters in either case. */
export interface LiteralSearch {
  /**
   * Calls `found` with the place of each word that lies between `from` and `to`, and with its index among the words, in
   * order of their starts. `bytes` must begin at an even offset of its buffer and go on for four bytes after `to`; it
   * may hold anything there.
   */
  search(
    bytes: Uint8Array,
    from: number,
    to: number,
    found: (start: number, end: number, word: number) => void,
  ): void;
}

/**
 * Words are dealt into groups. A group has one bit for words that begin at an even offset and one for those that begin at
 * an odd offset, for the first pair of bytes in the lower half of a mark, for the second pair in the upper half.
 */
const GROUPS = 8;
const HALF = 16;

interface Word {
  readonly bytes: Uint8Array;
  readonly index: number;
}

/** So many bytes of a word are compared at once. */
const HEAD = 4;

function lower(byte: number): number {
  return byte >= 65 && byte <= 90 ? byte + 32 : byte;
}

function bothCases(byte: number | undefined): readonly number[] {
  if (byte === undefined) return Array.from({ length: 256 }, (_, any) => any);
  return byte >= 97 && byte <= 122 ? [byte, byte - 32] : [byte];
}

/** The marks of every value that two neighbouring bytes can have. */
function marksOfPairs(words: readonly Uint8Array[]): Int32Array {
  const marks = new Int32Array(0x10000);
  // As the machine reads two bytes: which of them comes first in the number depends on it.
  const bytes = new Uint8Array(2);
  const pair = new Uint16Array(bytes.buffer);
  const mark = (first: number | undefined, second: number | undefined, as: number): void => {
    for (const a of bothCases(first))
      for (const b of bothCases(second)) {
        bytes.set([a, b]);
        const value = pair[0] ?? 0;
        marks[value] = (marks[value] ?? 0) | as;
      }
  };
  for (const word of words) {
    const even = 1 << ((word[0] ?? 0) % GROUPS);
    const odd = even << GROUPS;
    mark(word[0], word[1], even);
    mark(word[2], word[3], even << HALF);
    mark(word[1], word[2], odd);
    mark(word[3], word[4], odd << HALF);
  }
  return marks;
}

/** Writes to `spots` at which of `pairs` the second pair of a word may stand; returns how many there are. */
function findSpots(pairs: Uint16Array, marks: Int32Array, spots: Uint32Array): number {
  let count = 0;
  let before = 0;
  for (let at = 0; at < pairs.length; at++) {
    const here = marks[pairs[at] ?? 0] ?? 0;
    if ((before & (here >>> HALF)) !== 0) spots[count++] = at;
    before = here;
  }
  return count;
}

function headOf(bytes: Uint8Array, start: number): number {
  let head = 0;
  for (let at = start; at < start + HEAD; at++) head = (head << 8) | lower(bytes[at] ?? 0);
  return head;
}

function hash(head: number): number {
  return Math.imul(head, 0x9e3779b1) >>> 16;
}

function isAt(word: Uint8Array, bytes: Uint8Array, start: number): boolean {
  for (let at = 0; at < word.length; at++)
    if (lower(bytes[start + at] ?? 0) !== word[at]) return false;
  return true;
}

/**
 * Prepares a search for all `literals`. The bytes are looked at in pairs: only where some word's first pair comes before
 * some word's second pair are they compared with the words. All else costs one look-up for two bytes.
 */
export function literalSearch(literals: readonly string[]): LiteralSearch {
  const words = literals.map((literal, index): Word => ({
    bytes: Buffer.from(literal).map(lower),
    index,
  }));
  const marks = marksOfPairs(words.map(({ bytes }) => bytes));
  const short = words.filter(({ bytes }) => bytes.length < HEAD);
  const long = Map.groupBy(
    words.filter(({ bytes }) => bytes.length >= HEAD),
    ({ bytes }) => headOf(bytes, 0),
  );
  const known = new Uint8Array(0x10000);
  for (const head of long.keys()) known[hash(head)] = 1;
  const wordsAt = (bytes: Uint8Array, start: number): readonly Word[] => {
    const head = headOf(bytes, start);
    const begin = known[hash(head)] === 1 ? long.get(head) : undefined;
    return begin ? [...begin, ...short] : short;
  };
  let spots = new Uint32Array();

  return {
    search(bytes, from, to, found) {
      const offset = from & ~1;
      const length = (to - offset + 4) >> 1;
      const pairs = new Uint16Array(bytes.buffer, bytes.byteOffset + offset, length);
      if (spots.length < length) spots = new Uint32Array(length);
      const count = findSpots(pairs, marks, spots);
      const lookAt = (start: number): void => {
        if (start < from) return;
        for (const word of wordsAt(bytes, start)) {
          const end = start + word.bytes.length;
          if (end <= to && isAt(word.bytes, bytes, start)) found(start, end, word.index);
        }
      };
      for (const spot of spots.subarray(0, count)) {
        const even = offset + 2 * spot - 2;
        lookAt(even - 1);
        lookAt(even);
      }
    },
  };
}
