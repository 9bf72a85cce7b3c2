import fc from 'fast-check';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { loadExamples } from '../../src/knowledge/load.ts';
import { openPack } from '../../src/knowledge/open.ts';

const PACK = join(import.meta.dirname, '../../knowledge-base/tmsdk-login');
const knowledge = await openPack(PACK);
const NOW = Date.UTC(2026, 0, 1);

/** What somebody acts on: everything but the places in the text. */
function gist(text: string): unknown {
  const { status, errors, cause, asks, checks, tenant } = diagnose(text, knowledge, { now: NOW });
  return {
    status,
    codes: errors.map(({ error }) => error.code),
    cause: cause?.id,
    asks,
    checks,
    tenant: [...tenant.byTemplate],
  };
}

const texts = loadExamples(PACK)
  .map(({ text }) => text)
  .filter((text) => text.trim() !== '' && !text.startsWith('-'));
const example = fc.constantFrom(...texts);
const noise = fc.constantFrom(
  '2025-06-17 10:22:33.101 INFO media: frame 640x480 sent in 33 ms',
  '[2025-06-17 10:22:31] [tid:4711] DEBUG cache: 12 entries, 0 evicted',
  'user opened the settings page',
  '网络请求完成，耗时 35 毫秒',
  'D/Choreographer: Skipped 31 frames',
  'battery 87% charging',
);

describe('the diagnosis does not change', () => {
  it('when lines of noise are put before and after', () => {
    fc.assert(
      fc.property(
        example,
        fc.array(noise, { maxLength: 8 }),
        fc.array(noise, { maxLength: 8 }),
        (text, before, after) => {
          const around = [...before, '', text, '', ...after].join('\n');
          expect(gist(around)).toEqual(gist(`\n\n${text}\n\n`));
        },
      ),
      { numRuns: 300 },
    );
  });

  it('when lines are repeated', () => {
    fc.assert(
      fc.property(example, fc.integer({ min: 2, max: 4 }), (text, times) => {
        const repeated = text
          .split('\n')
          .flatMap((line) =>
            Array.from({ length: /^\s*[{}[\]]/.test(line) ? 1 : times }, () => line),
          );
        expect(gist(repeated.join('\n'))).toEqual(gist(text));
      }),
      { numRuns: 300 },
    );
  });

  it('when independent lines change their order', () => {
    const lines = [
      '2025-06-17 10:22:31 onLogin code=-1002 msg="Token is expired"',
      '2025-06-17 10:22:35 onLogin code=-1017 msg="is logining"',
      '2025-06-17 10:22:30 INFO start',
      '2025-06-17 10:22:32 GET https://cdn.example.com/a.js 200',
      '2025-06-17 10:22:33 DEBUG cache',
    ];
    const wanted = gist(lines.join('\n'));
    expect(wanted).toMatchObject({ codes: [-1002, -1017], cause: 'id-token-expired' });
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
        expect(gist(shuffled.join('\n'))).toMatchObject({
          codes: [-1002, -1017],
          cause: 'id-token-expired',
        });
      }),
    );
  });
});

it('never throws, and repeats only what is redacted', () => {
  const secret = 'Zx9kQ2mW7pLtR4vB';
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (noise) => {
      const text = `${noise}\nonLogin -1018 password=${secret} token: "${secret}"\n${noise}`;
      expect(JSON.stringify(diagnose(text, knowledge, { now: NOW }))).not.toContain(secret);
    }),
    { numRuns: 500 },
  );
});
