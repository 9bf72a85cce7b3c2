import { expect, it } from 'vitest';
import { backOff } from '../src/back-off.ts';

const RETRY = { firstMs: 250, longestMs: 300_000, spread: 0.5 };

it('waits twice as long each time, and never longer than it may', () => {
  expect([1, 2, 3, 20].map((tries) => backOff(tries, 0.5, RETRY))).toEqual([
    250, 500, 1000, 300_000,
  ]);
});

it('leaves its share to chance', () => {
  expect([0, 1].map((chance) => backOff(1, chance, RETRY))).toEqual([188, 313]);
});
