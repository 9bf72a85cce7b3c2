import { join } from 'node:path';
import { expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openPack } from '../../src/knowledge/open.ts';

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));

/** Beginnings of everything that some pattern looks for, over and over, without ever becoming it. */
const HOSTILE = [
  'a',
  '1',
  '-',
  '.',
  ' ',
  '\t',
  '\n',
  '"',
  '\\',
  '\\"',
  '{',
  '}',
  '(',
  ':',
  '@',
  '%',
  '%25',
  '=',
  '/',
  '‹',
  '负',
  '码',
  'a.',
  'a@',
  '-1',
  '-1018 ',
  '0x',
  '1.',
  '1.1.1.1',
  '::',
  'a:',
  'http://',
  'http://a',
  'https:\\/\\/',
  'eyJ',
  'eyJ.',
  'token',
  'token=',
  'token: ',
  '"token":"',
  '"token":\'',
  '--token ',
  'password is ',
  '密码是',
  '密码：',
  '密码: a',
  'cookie: ',
  'authorization: a ',
  'bearer ',
  '-----BEGIN PRIVATE KEY-----',
  '+1 ',
  '(1',
  '13',
  '0',
  'code',
  'error ',
  'not ',
  'onLogin',
  'onLogin(',
  'kTMSDKError',
  'kTMSDKErrorx',
  'sdk ',
  'version ',
  'port ',
  'Token is ',
  '10:00:00 ',
  '{\n',
  `eyJ${'a'.repeat(60)}\n`,
  '%26a',
  '198.18.0.1 ',
  'A1',
  'Jan 1 ',
  'ORA-',
  '?code=',
  'onLogin -1018 ',
  'tokenVerifyFailed\n',
  'Cookie: a=',
  'Authorization: a a="',
  '-----BEGIN PGP PRIVATE KEY BLOCK-----',
  'password=a,',
  'token (',
  '://a:',
  'a:a@',
  'token value ',
  'eyJA1aaaaaaaaaaaaaaaaaaaaaaaaaaaa" +\n',
  '\u001b',
  '\u001b[',
  '\u001b];',
  '\u001b[1;',
];

/** The best of some tries: what else the machine does can only add to it. */
function milliseconds(unit: string, length: number): number {
  const text = unit.repeat(Math.ceil(length / unit.length));
  const times = Array.from({ length: 3 }, () => {
    const start = performance.now();
    diagnose(text, knowledge, { now: 0 });
    return performance.now() - start;
  });
  return Math.min(...times);
}

const TRIES = 3;

/** How many times as long a text of eight times the length takes. */
function growth(unit: string): number {
  const short = milliseconds(unit, 16_384);
  return milliseconds(unit, 131_072) / Math.max(short, 2);
}

/**
 * Work that grows with the square of the length would be 64 times as much for 8 times the text; linear work is 8
 * times as much. The bound lies between, far from what the noise of a machine does to either;
 * what is not linear is so each time.
 */
it.each(HOSTILE)('is linear on %j over and over', (unit) => {
  let times = growth(unit);
  for (let tries = 1; times >= 32 && tries < TRIES; tries++) times = growth(unit);
  expect(times).toBeLessThan(32);
});

it('takes a megabyte of each', () => {
  for (const unit of ['token=', '-1018 ', 'https://a.b/', '1.1.1.1 ', 'eyJ.'])
    expect(
      diagnose(unit.repeat(1_048_576 / unit.length), knowledge, { now: 0 }).status,
    ).toBeDefined();
});
