import { PassThrough } from 'node:stream';
import stringWidth from 'string-width';
import { expect, it } from 'vitest';
import { checkLine } from '../../../src/bot/terminal/check-line.ts';
import { openTerminal } from '../../../src/bot/terminal/terminal.ts';
import { findingsOf } from '../../conversations/recordings.ts';

const { results } = findingsOf('host-dropped');
const WIDTH = 80;

it.each(['en', 'zh'] as const)(
  'tells a check in whole words, within the screen: %s',
  (language) => {
    const screen = Object.assign(new PassThrough(), { isTTY: true, columns: WIDTH });
    const terminal = openTerminal(new PassThrough(), screen, {});
    const pipe = openTerminal(new PassThrough(), new PassThrough(), {});
    for (const result of results) {
      const [line = '', ...rest] = checkLine(result, language, pipe).trimEnd().split('\n');
      expect(rest).toEqual([]);
      const shown = checkLine(result, language, terminal);
      // Broken only where there was a space, or between Chinese signs.
      expect(shown.replace(/\s+/g, '')).toBe(line.replace(/\s+/g, ''));
      const words = line.match(/[\w.:/-]+/g) ?? [];
      for (const word of words) expect(shown).toContain(word);
      for (const each of shown.split('\n')) {
        expect(stringWidth(each)).toBeLessThanOrEqual(WIDTH);
        expect(each).not.toMatch(/^ +ms/);
      }
    }
  },
);
