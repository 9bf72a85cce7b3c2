import fc from 'fast-check';
import { expect, it } from 'vitest';
import { literalSearch } from '../../src/diagnosis/literals.ts';

function search(words: readonly string[], text: string, from = 0, to = Buffer.byteLength(text)) {
  const bytes = new Uint8Array(Buffer.byteLength(text) + 4);
  bytes.set(Buffer.from(text));
  const found: string[] = [];
  literalSearch(words).search(bytes, from, to, (start, end) => {
    found.push(`${start}-${end}`);
  });
  return found;
}

it.each([
  [['1018', 'onLogin'], 'OnLogin(-1018)', ['0-7', '9-13']],
  [['1018'], '-1018 1018', ['1-5', '6-10']],
  [['令牌过期'], '错：令牌过期', ['6-18']],
  [['8', '88', '888'], 'x888', ['1-2', '1-3', '1-4', '2-3', '2-4', '3-4']],
  [['abcd'], 'abc', []],
])('finds %j in %j', (words, text, wanted) => {
  expect(search(words, text).sort()).toEqual(wanted);
});

it('finds only what lies between its bounds', () => {
  expect(search(['1018'], '1018 1018 1018', 1, 13)).toEqual(['5-9']);
});

it('finds what a search for each word finds', () => {
  const letters = fc.string({ unit: fc.constantFrom('a', 'b', '1', '0', '码'), maxLength: 60 });
  const words = fc.array(
    fc.string({ unit: fc.constantFrom('a', 'B', '1', '0', '码'), minLength: 2, maxLength: 6 }),
    { minLength: 1, maxLength: 8 },
  );
  fc.assert(
    fc.property(letters, words, (text, looked) => {
      const lower = Buffer.from(text.toLowerCase());
      const wanted = [...new Set(looked.map((word) => word.toLowerCase()))].flatMap((word) => {
        const places: string[] = [];
        const { length } = Buffer.from(word);
        for (let at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1))
          places.push(`${at}-${at + length}`);
        return places;
      });
      expect(search([...new Set(looked.map((word) => word.toLowerCase()))], text).sort()).toEqual(
        wanted.sort(),
      );
    }),
    { numRuns: 100 },
  );
});
