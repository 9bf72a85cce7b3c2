import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { readExcerpt, type Excerpt } from '../../src/diagnosis/excerpt.ts';
import { openPack } from '../../src/knowledge/open.ts';

const meeting = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const box = await openPack(join(import.meta.dirname, '../knowledge/box-pack'));
const PACKS = [meeting, box];
const MEGABYTE = 1024 * 1024;

/** GB 18030 as an older Windows writes it, for the words that the tests use. */
const GB18030: Readonly<Record<string, readonly number[]>> = {
  登: [0xb5, 0xc7],
  录: [0xc2, 0xbc],
  失: [0xca, 0xa7],
  败: [0xb0, 0xdc],
  码: [0xc2, 0xeb],
};

function inGb18030(text: string): Buffer {
  const signs = Array.from(text);
  return Buffer.from(signs.flatMap((sign) => GB18030[sign] ?? [...Buffer.from(sign)]));
}

function noise(bytes: number, seed = 0): string {
  const lines: string[] = [];
  for (let size = 0, at = seed; size < bytes; at++) {
    const line = `[10:22:${String(at % 60).padStart(2, '0')}] [tid:${20000 + (at % 977)}] INFO media {"seq":${at * 31 + 100000},"cost":${at % 400}}`;
    lines.push(line);
    size += line.length + 1;
  }
  return lines.join('\n') + '\n';
}

function* inChunks(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function read(bytes: Uint8Array, chunk = 65_536): Promise<Excerpt> {
  return readExcerpt(inChunks(bytes, chunk), PACKS);
}

describe('an input of more than a megabyte', () => {
  const before = noise(1.4 * MEGABYTE);
  const failure = '[10:23:00] {"code":"-1018","func":"OnLogin","msg":"timed out"}\n';
  const log = Buffer.from(before + failure + noise(1.3 * MEGABYTE, 7));

  it('comes down to the lines that matter and those around them', async () => {
    const { text, whole, encoding } = await read(log);
    expect({ whole, encoding }).toEqual({ whole: false, encoding: 'utf-8' });
    expect(text.split('\n')).toHaveLength(7);
    expect(text).toContain(failure.trim());
    expect(diagnose(text, meeting, { now: 0 }).cause?.id).toBe('network-path');
  });

  it.each([1000, 65_537, 10 * MEGABYTE])('is the same in chunks of %i bytes', async (size) => {
    expect(await read(log, size)).toEqual(await read(log));
  });

  it('is found wherever it stands', async () => {
    // The window of the reader ends somewhere in here.
    for (let shift = 0; shift < 40; shift++) {
      const start = MEGABYTE - 16 * 1024 - 20 + shift;
      const text = `${'x'.repeat(start)} -1018 OnLogin ${'y'.repeat(MEGABYTE)}`;
      const excerpt = await read(Buffer.from(text), MEGABYTE);
      expect(excerpt.text.includes('-1018 OnLogin'), `at ${start}`).toBe(true);
    }
  });

  it('is searched for every pack', async () => {
    const { text } = await read(Buffer.from(`${before}onEnter(7701)\n${before}`));
    expect(text).toContain('onEnter(7701)');
  });

  it('keeps the first and the last of what comes again and again', async () => {
    const again = Array.from(
      { length: 30_000 },
      (_, at) =>
        `[${String(at).padStart(6, '0')}] onLogin -1018 retry of the login in the background\n`,
    );
    const { text } = await read(Buffer.from(again.join('')));
    expect(text.length).toBeLessThan(300 * 1024);
    expect(text).toContain('[000000]');
    expect(text).toContain('[029999]');
    expect(text).not.toContain('[015000]');
  });

  it('shows its beginning and its end where nothing matters', async () => {
    const { text } = await read(Buffer.from(`first line\n${before}last line\n`));
    expect(text.startsWith('first line\n')).toBe(true);
    expect(text.endsWith('last line\n')).toBe(true);
    expect(text.length).toBeLessThan(40 * 1024);
  });

  it('may be a single line', async () => {
    const line = `{"padding":"${'z'.repeat(3 * MEGABYTE)}","code":"-1019","func":"OnLogin"}`;
    const { text } = await read(Buffer.from(line));
    expect(text.length).toBeLessThan(10 * 1024);
    expect(diagnose(text, meeting, { now: 0 }).cause?.id).toBe('sdk-token-rejected');
  });

  it.each([
    ['gb18030', inGb18030(`${before}登录失败 码 -1019\n`)],
    ['utf-16le', Buffer.from(`\ufeff${before}登录失败 -1019\n`, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${before}登录失败 -1019\n`, 'utf16le').swap16()],
  ])('may be in %s', async (encoding, bytes) => {
    const head = encoding === 'gb18030' ? inGb18030('登录失败登录失败\n') : Buffer.alloc(0);
    const excerpt = await read(Buffer.concat([head, bytes]));
    expect(excerpt.encoding).toBe(encoding);
    expect(excerpt.text).toMatch(/登录失败.*1019/);
  });
});

describe('a small input', () => {
  it('is kept whole', async () => {
    expect(await read(Buffer.from('onLogin -1018'))).toEqual({
      text: 'onLogin -1018',
      encoding: 'utf-8',
      whole: true,
    });
  });

  it('may be in GB 18030', async () => {
    const { text, encoding } = await read(inGb18030('登录失败 -1018'));
    expect({ text, encoding }).toEqual({ text: '登录失败 -1018', encoding: 'gb18030' });
  });

  it('keeps what can be read of broken UTF-8', async () => {
    const broken = Buffer.concat([
      Buffer.from('登录失败了，请看一下 '),
      Buffer.from([0xff, 0xfe, 0xc3]),
      Buffer.from(' -1018'),
    ]);
    const { text, encoding } = await read(broken);
    expect(encoding).toBe('utf-8');
    expect(text).toContain('登录失败了，请看一下');
    expect(text).toContain('-1018');
  });

  it.each([
    ['a PNG image', Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1')],
    ['a zip archive', Buffer.from('PK\x03\x04\x14\0\0\0', 'latin1')],
    ['a gzip archive', Buffer.from('\x1f\x8b\x08\0\0\0\0\0', 'latin1')],
    ['binary data', Buffer.from(Array.from({ length: 500 }, (_, at) => (at * 7) % 32))],
  ])('is refused where it is %s', async (what, bytes) => {
    await expect(read(bytes)).rejects.toMatchObject({
      code: 'binary-input',
      message: `the input is ${what}, not text`,
    });
  });
});
