import Fuse from 'fuse.js';
import { describe, expect, test } from 'vitest';
import { createSearch, type SearchEntry } from '../../src/knowledge/search.ts';
import { entriesOf, questionsOn } from '../bench/search-corpus.ts';

const ENTRIES: readonly SearchEntry[] = [
  {
    id: 'config',
    texts: [
      'ServerConfigError',
      'The server sends no configuration, or Login Net Error in its log',
      '拉取配置失败',
    ],
  },
  { id: 'network', texts: ['LoginNetError', 'network error during login', '登录网络错误'] },
  { id: 'token', texts: ['AuthInfoError', 'ID token verification failed', '身份令牌校验失败'] },
  { id: 'meeting', texts: ['InvalidMeetingCode', 'invalid meeting number', '会议号无效'] },
  { id: 'early', texts: ['NotInitialized', 'SDK is not initialized', 'SDK 未初始化'] },
];
const search = createSearch(ENTRIES);

function firstId(query: string): string | undefined {
  return search.find(query, 5)[0]?.id;
}

describe('what is found', () => {
  test.each(['LoginNetError', 'loginneterror', 'login net error', 'ＬｏｇｉｎＮｅｔＥｒｒｏｒ'])(
    'the entry of a name, however it is written: %s',
    (query) => {
      expect(firstId(query)).toBe('network');
    },
  );

  test('a text that is what was asked for scores 1, before one that only holds it', () => {
    const [first, second] = search.find('LoginNetError', 2);
    expect(first?.id).toBe('network');
    expect(first?.score).toBeCloseTo(1, 5);
    expect(second?.id).toBe('config');
    expect(second?.score).toBeLessThan(0.999);
  });

  test.each([
    ['tokn verfiy faild', 'token'],
    ['mtg number invaild', 'meeting'],
    ['invalidmeetingnumber', 'meeting'],
    ['netwrok eror', 'network'],
    ['登陆网络错吴', 'network'],
    ['身分令牌效验失败', 'token'],
    ['会议号效无', 'meeting'],
    ['没有初使化', 'early'],
  ])('a misspelt question: %s', (query, id) => {
    expect(firstId(query)).toBe(id);
  });

  test.each([
    ['tokn 校验是败', 'token'],
    ['sdk没初始化', 'early'],
    ['登录网落错误 LoginNetEror', 'network'],
  ])('Chinese and English in one question: %s', (query, id) => {
    expect(firstId(query)).toBe(id);
  });

  test('words that fit two texts of one entry beat words that fit one text of two entries', () => {
    const mixed = createSearch([
      { id: 'a', texts: ['upload', '超时'] },
      { id: 'both', texts: ['upload', '失败'] },
      { id: 'b', texts: ['download', '失败'] },
    ]);
    expect(mixed.find('upload 失败', 1)[0]?.id).toBe('both');
  });

  test.each(['', '   ', '!!! ---', '🙂', '\u0000', 'zzzz qqqq', '饕餮'])(
    'nothing for %j',
    (query) => {
      expect(search.find(query, 5)).toEqual([]);
    },
  );
});

describe('the list of hits', () => {
  test('is ordered by score, between 0 and 1', () => {
    const scores = search.find('error', 5).map(({ score }) => score);
    expect(scores.length).toBeGreaterThan(1);
    expect(scores).toEqual(scores.toSorted((a, b) => b - a));
    expect(Math.max(...scores)).toBeLessThanOrEqual(1);
    expect(Math.min(...scores)).toBeGreaterThan(0);
  });

  test.each([
    [1, 1],
    [2, 2],
    [1.5, 1],
    [Infinity, 3],
    [0, 0],
    [-1, 0],
    [NaN, 0],
  ])('has at most %d', (limit, count) => {
    expect(search.find('error', limit)).toHaveLength(count);
  });

  test('names an id once, whether texts or entries are doubled', () => {
    const doubled = createSearch([
      { id: 'twice', texts: ['token expired', 'token expired'] },
      { id: 'twice', texts: ['the token has expired'] },
      { id: 'other', texts: ['token expired'] },
    ]);
    expect(doubled.find('token expired', 5).map(({ id }) => id)).toEqual(['twice', 'other']);
  });

  test('is the same for the same question, whatever was asked between', () => {
    const before = search.find('登陆网络错吴', 5);
    search.find('token', 5);
    expect(search.find('登陆网络错吴', 5)).toEqual(before);
  });
});

describe('odd input', () => {
  test('no entries, entries without texts, and empty texts', () => {
    expect(createSearch([]).find('token', 5)).toEqual([]);
    const sparse = createSearch([
      { id: 'none', texts: [] },
      { id: 'empty', texts: [''] },
      { id: 'some', texts: ['', 'token'] },
      { id: 'last', texts: [] },
    ]);
    expect(sparse.find('token', 5).map(({ id }) => id)).toEqual(['some']);
  });

  test('of a huge question the beginning counts', () => {
    const huge = `network error during login ${'x9 错 '.repeat(2500)}`;
    expect(firstId(huge)).toBe('network');
    expect(search.find(huge, 5)).toEqual(search.find(huge.slice(0, 200), 5));
    expect(search.find('a'.repeat(10_000), 5)).toEqual([]);
  });

  test.each(['\ud800 token', 'token\u0000verification', 'tóken', '__proto__', '([{*+?\\', '𠮷𠮷'])(
    'does not throw: %j',
    (query) => {
      expect(() => search.find(query, 5)).not.toThrow();
    },
  );
});

test('finds at least as many misspelt questions on 1,000 entries as plain fuse.js', () => {
  const entries = entriesOf(1000);
  // Few questions, since plain Fuse takes a tenth of a second for each.
  const questions = questionsOn(1000, 20);
  const large = createSearch(entries);
  const fuse = new Fuse(entries, { keys: ['texts'], threshold: 0.4, ignoreLocation: true });
  const ours = questions.filter(({ query, expected }) =>
    large.find(query, 5).some(({ id }) => id === expected),
  );
  const plain = questions.filter(({ query, expected }) =>
    fuse.search(query, { limit: 5 }).some(({ item }) => item.id === expected),
  );
  expect(ours.length).toBeGreaterThanOrEqual(plain.length);
  expect(ours.length).toBeGreaterThanOrEqual(19);
});
