import { PassThrough } from 'node:stream';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { checkLine } from '../../../src/bot/terminal/check-line.ts';
import type { CheckResult } from '../../../src/checks/result.ts';

const RESULT: CheckResult = {
  kind: 'http',
  target: 'https://login-cb.example-meeting.net/a/rather/long/way/to/login',
  status: 'failed',
  finding: 'broke',
  refusal: null,
  error: 'the check did not end in its time',
  timings: {},
};

function shown(isTTY: boolean, language: 'en' | 'zh'): string[] {
  const output = Object.assign(new PassThrough(), { isTTY });
  const style = { width: 50, colours: false, numbered: false };
  return checkLine(RESULT, language, { output, style }).trimEnd().split('\n');
}

it.each(['en', 'zh'] as const)('takes as many lines as a screen needs, in %s', (language) => {
  const lines = shown(true, language);
  expect(lines.length).toBeGreaterThan(1);
  expect(lines.filter((line) => stringWidth(line) > 50)).toEqual([]);
  expect(lines.slice(1).every((line) => line.startsWith('    '))).toBe(true);
});

it('takes one line for a program that reads it', () => {
  expect(shown(false, 'en')).toHaveLength(1);
});
