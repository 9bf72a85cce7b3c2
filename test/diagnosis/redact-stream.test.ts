import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StreamRedactor } from '../../src/diagnosis/redact-stream.ts';
import { redact } from '../../src/diagnosis/redact.ts';
import { makeSecret, seeded, SETTINGS } from './secret-corpus.ts';
import writings from './secret-writings.json' with { type: 'json' };

/** Small, so that cuts fall everywhere. */
const SMALL = { block: 3000, around: 1500 };

function stream(text: string, pieces: readonly number[], sizes = SMALL): string {
  const redactor = new StreamRedactor(sizes);
  let out = '';
  for (let at = 0, piece = 0; at < text.length; piece++) {
    const length = pieces[piece % pieces.length] ?? 1;
    out += redactor.add(text.slice(at, at + length));
    at += length;
  }
  return out + redactor.finish();
}

const filler = (at: number): string =>
  `[2025-06-17 10:22:${String(at % 60).padStart(2, '0')}] [tid:${20_000 + at}] INFO media {"seq":${at * 31},"cost":${at % 400}}\n`;

describe('a text that is redacted as it comes in', () => {
  it('holds no secret, wherever the cuts fall', () => {
    const settings = Object.values(SETTINGS);
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 31 }),
        fc.array(fc.nat({ max: settings.length - 1 }), { minLength: 20, maxLength: 60 }),
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 5 }),
        fc.nat({ max: 40 }),
        (seed, chosen, pieces, gap) => {
          const random = seeded(seed);
          const secrets = chosen.map((_, at) => makeSecret(random, at));
          const text = chosen
            .map((each, at) => {
              const pasted = settings[each]?.(secrets[at] ?? '') ?? '';
              const between = Array.from({ length: gap }, (_line, line) => filler(at + line));
              return `${pasted}\n${between.join('')}`;
            })
            .join('');
          const whole = redact(text).text;
          const out = stream(text, pieces);
          for (const secret of secrets)
            if (!whole.includes(secret)) expect(out.includes(secret), secret).toBe(false);
        },
      ),
      { numRuns: 15 },
    );
  });

  it('loses no secret of those that stand over several lines', () => {
    const samples = writings as [name: string, text: string, secrets: string[]][];
    for (let shift = 0; shift < 3; shift++) {
      const text = samples
        .map(([, each], at) => `${filler(at).repeat(1 + ((at * 7 + shift) % 23))}${each}\n`)
        .join('');
      const whole = redact(text).text;
      const out = stream(text, [997]);
      for (const secret of samples.flatMap(([, , secrets]) => secrets))
        if (!whole.includes(secret)) expect(out.includes(secret), secret).toBe(false);
    }
  });

  it('is otherwise what the whole text would be', () => {
    const text = Array.from({ length: 2000 }, (_, at) => filler(at)).join('');
    expect(stream(text, [1000])).toBe(text);
    const keyed = text.replaceAll('"cost":1', '"password":"Summer2024!","cost":1');
    expect(stream(keyed, [1000])).toBe(redact(keyed).text);
  });

  it('numbers its tokens on', () => {
    const random = seeded(7);
    const lines = Array.from(
      { length: 30 },
      (_, at) => `token ${makeSecret(random, at * 5)}\n${filler(at).repeat(9)}`,
    );
    const numbers = Array.from(
      stream(lines.join(''), [800]).matchAll(/‹jwt:(\d+)›/g),
      ([, number]) => Number(number),
    );
    expect(numbers).toEqual(Array.from({ length: 30 }, (_, at) => at + 1));
  });

  it('keeps a private key together', () => {
    const key = `-----BEGIN PRIVATE KEY-----\n${'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7\n'.repeat(20)}-----END PRIVATE KEY-----\n`;
    for (let lines = 0; lines < 60; lines++) {
      const out = stream(`${filler(1).repeat(lines)}${key}${filler(2).repeat(60)}`, [512]);
      expect(out).not.toContain('MIIEvQ');
    }
  });

  it('passes over what cannot be cut: a line without an end, and the one after it', () => {
    const text = `first\n${'x'.repeat(10_000)} password=\nSummer2024!\nlast\n${filler(1)}`;
    const out = stream(text, [300]);
    expect(out).toMatch(/^first\n… \(a line too long/);
    expect(out).toContain('last\n');
    expect(out).not.toMatch(/Summer2024|xxx/);
  });

  it('ends where every cut could do harm', () => {
    // Each line is the value of what the one before it ends with.
    const chain = 'Summer2024! and password=\n'.repeat(400);
    const out = stream(`first\n${chain}${filler(1).repeat(99)}`, [512]);
    expect(out).toMatch(/^(?:first\n)?… \(the rest was left out/);
    expect(out).not.toMatch(/Summer2024|tid:/);
  });

  it('shows nothing of the last line of a text that was cut off', () => {
    const redactor = new StreamRedactor();
    expect(redactor.add('one\ntwo 138123') + redactor.finish(false)).toBe('one\n');
  });
});
