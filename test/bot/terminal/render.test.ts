import { stripVTControlCharacters } from 'node:util';
import { expect, it } from 'vitest';
import { styleFor } from '../../../src/bot/terminal/output.ts';
import { render } from '../../../src/bot/terminal/render.ts';
import type { Reply } from '../../../src/conversation/reply.ts';

const REPLY: Reply = {
  title: '-1018 网络错误',
  facts: [
    { label: '原因', value: '网络链路不通' },
    { label: 'Cause', value: 'network' },
  ],
  sections: [
    { kind: 'text', text: `${'word '.repeat(30)}${'长'.repeat(60)}` },
    { kind: 'steps', heading: 'What to do', items: [{ text: 'Walk.', aside: 'the user' }] },
    { kind: 'list', heading: '办法', items: [{ text: '排查。', aside: '用户' }] },
    { kind: 'quote', heading: 'Evidence', lines: ['line 1'] },
    { kind: 'note', text: 'Mind this.' },
    { kind: 'commands', heading: 'By hand', lines: ['ping -c 4 192.0.2.1'] },
  ],
  actions: [{ id: 'walk', label: 'Go through the steps', weight: 'suggested' }],
};

/** Columns that a line takes on a terminal: signs of Chinese take two. */
function columns(line: string): number {
  return Array.from(line).reduce((sum, sign) => sum + (/[\u2e80-\uffef]/.test(sign) ? 2 : 1), 0);
}

it.each([40, 60, 100])('fits in %i columns', (width) => {
  const lines = render(REPLY, { width, colours: false, numbered: true }).split('\n');
  expect(lines.filter((line) => columns(line) > width)).toEqual([]);
});

it('breaks Chinese between signs, and never inside a word or before a closing sign', () => {
  const said = '请把App版本3.21.200和“TokenExpired”都贴过来，谢谢。';
  for (let width = 40; width <= 50; width++) {
    const value = said.repeat(8);
    const lines = render(
      { sections: [{ kind: 'text', text: value }], actions: [] },
      { width, colours: false, numbered: false },
    ).split('\n');
    expect(lines.join('').replaceAll(' ', '')).toBe(value.replaceAll(' ', ''));
    expect(lines.filter((line) => columns(line) > width)).toEqual([]);
    expect(lines.slice(1).filter((line) => /^[，。”]/.test(line))).toEqual([]);
    expect(lines.slice(0, -1).filter((line) => columns(line) < width - 14)).toEqual([]);
    lines.slice(1).forEach((line, at) => {
      expect(/[\w.]$/.test(lines[at] ?? '') && /^[\w.]/.test(line), line).toBe(false);
    });
  }
});

it('writes every part, and Chinese with its own punctuation', () => {
  const text = render(REPLY, { width: 100, colours: false, numbered: true });
  for (const part of [
    '原因：网络链路不通',
    'Cause: network',
    '  1. Walk. (the user)',
    '  • 排查。（用户）',
    '  | line 1',
    '  ! Mind this.',
    '  ping -c 4 192.0.2.1',
    '  [1] Go through the steps',
  ])
    expect(text).toContain(part);
});

it('says the same in colours', () => {
  const colours = render(REPLY, { width: 80, colours: true, numbered: true });
  expect(colours).not.toBe(stripVTControlCharacters(colours));
  expect(stripVTControlCharacters(colours)).toBe(
    render(REPLY, { width: 80, colours: false, numbered: true }),
  );
});

it('lets no text steer the terminal', () => {
  const evil = 'a\u001b]0;title\u0007b\u001b[2Jc\u202ed\u009b31me\rf';
  const text = render(
    {
      title: evil,
      facts: [{ label: evil, value: evil }],
      sections: [
        { kind: 'quote', heading: evil, lines: [evil] },
        { kind: 'commands', heading: evil, lines: [evil] },
      ],
      actions: [{ id: 'x', label: evil, weight: 'equal' }],
    },
    { width: 80, colours: false, numbered: true },
  );
  // eslint-disable-next-line no-control-regex -- these must be gone
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
});

it.each([
  [{ isTTY: true, columns: 120 }, {}, { width: 100, colours: true }],
  [{ isTTY: true, columns: 20 }, {}, { width: 40, colours: true }],
  [{ isTTY: true, columns: 80 }, { NO_COLOR: '1' }, { width: 80, colours: false }],
  [{ isTTY: true, columns: 80 }, { NO_COLOR: '' }, { width: 80, colours: true }],
  [{ isTTY: true, columns: 0 }, {}, { width: 80, colours: true }],
  [{ isTTY: true, columns: 80 }, { TERM: 'dumb' }, { width: 80, colours: false }],
  [{}, {}, { width: 80, colours: false }],
])('chooses a style for %j with %j', (stream, environment, wanted) => {
  expect(styleFor(stream, environment)).toMatchObject(wanted);
});
