import { expect, it } from 'vitest';
import { MOST_OF_ALL, MOST_OF_ONE } from '../../src/companion/gateway/guesses.ts';
import {
  CHANCE_OF_A_GUESS,
  LOCATORS,
  newCode,
  readCode,
  writeCode,
} from '../../src/companion/pairing-code.ts';
import { CODE_LIFE_MS, MOST_OPEN, MOST_TRIES } from '../../src/store/pairings.ts';

it('is read as a person types it', () => {
  const code = newCode();
  const written = writeCode(code);
  expect(written).toMatch(/^[2-9A-Z]{3}-[2-9A-Z]{3}-[2-9A-Z]{3}$/);
  for (const typed of [
    written,
    written.toLowerCase(),
    written.replaceAll('-', ''),
    ` ${written.replaceAll('-', ' ')}\n`,
  ])
    expect(readCode(typed)).toEqual(code);
});

it.each([
  '',
  'CDF-GHJ',
  'CDF-GHJ-KMN-P',
  'CDF-GHJ-KM0',
  'CDF-GHJ-KMO',
  'ＣＤＦ-GHJ-KMN',
  'x'.repeat(1e6),
])('is not read out of %.20s', (written) => {
  expect(readCode(written)).toBeNull();
});

it('has every sign about as often as every other', () => {
  const counts = new Map<string, number>();
  for (let n = 0; n < 20_000; n++) {
    const { locator, secret } = newCode();
    for (const sign of locator + secret) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  }
  const expected = (20_000 * 9) / counts.size;
  expect(counts.size).toBe(24);
  // Seven standard deviations.
  for (const count of counts.values())
    expect(Math.abs(count - expected)).toBeLessThan(7 * Math.sqrt(expected));
});

/** The chance that at least one of so many guesses is right. */
function chanceOf(guesses: number, chance: number): number {
  return -Math.expm1(guesses * Math.log1p(-chance));
}

it('is guessed by nobody, within the limits that hold', () => {
  const window = CODE_LIFE_MS;
  const windowsOfADay = (24 * 60 * 60_000) / window;
  const lines: string[] = [];
  const rows = [1, 10, MOST_OF_ALL / MOST_OF_ONE, 10_000].map((addresses) => {
    // A window of the count may end in the life of a code: then two of them fall into it.
    const inAWindow = Math.min(addresses * MOST_OF_ONE, MOST_OF_ALL);
    const guesses = Math.min(2 * inAWindow, MOST_OPEN * MOST_TRIES);
    const blind = CHANCE_OF_A_GUESS * (MOST_OPEN / LOCATORS);
    const row = {
      addresses,
      inTenMinutes: chanceOf(guesses, CHANCE_OF_A_GUESS),
      inADay: chanceOf(inAWindow * windowsOfADay, CHANCE_OF_A_GUESS),
      blindInADay: chanceOf(inAWindow * windowsOfADay, blind),
    };
    lines.push(
      `${addresses} addresses: ${guesses} guesses in ten minutes, chance ${row.inTenMinutes.toExponential(1)}; ` +
        `${inAWindow * windowsOfADay} in a day, chance ${row.inADay.toExponential(1)}; ` +
        `without knowing which codes are open ${row.blindInADay.toExponential(1)} in a day`,
    );
    return row;
  });
  const ofOneCode = MOST_TRIES * CHANCE_OF_A_GUESS;
  process.stdout.write(
    `chance to get into any of ${MOST_OPEN} open codes of one process:\n${lines.join('\n')}\n` +
      `chance to get into one code that is known but for its secret: ${ofOneCode.toExponential(1)}\n`,
  );
  expect(ofOneCode).toBeLessThan(3e-8);
  for (const { inTenMinutes, inADay, blindInADay } of rows) {
    expect(inTenMinutes).toBeLessThan(1e-5);
    expect(inADay).toBeLessThan(5e-4);
    expect(blindInADay).toBeLessThan(5e-5);
  }
});
