import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Measured, NotMeasured, REFUSALS, type CheckResult } from '../../src/checks/result.ts';
import { FINDING_WORDS, sayInBoth } from '../../src/conversation/findings.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { arbitraryResult } from '../checks/arbitrary-result.ts';

const { pack } = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));

/** What a Chinese engineer writes in Latin letters too. */
const SAID_IN_LATIN =
  /\b(?:DNS|TCP|TLS|UDP|HTTP|QUIC|SNI|IPv[46]|IP|VPN|ping|hosts|Wi-Fi|App|SDK|token|ms|s)\b/g;
const HAN = /\p{Script=Han}/u;
/** What stands in a result in place of every text. */
const VALUE = /v\d+v/g;

/** The result with a text of its own in place of each text that it brings. */
function marked(result: CheckResult): CheckResult {
  let count = 0;
  const mark = (value: unknown): unknown => {
    if (typeof value === 'string') return `v${++count}v`;
    if (Array.isArray(value)) return value.map(mark);
    return value;
  };
  const fixed = new Set(['failure', 'source', 'outcome', 'state', 'kind', 'scheme']);
  const texts = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(texts);
    if (value === null || typeof value !== 'object') return mark(value);
    return Object.fromEntries(
      Object.entries(value).map(([key, each]) => [key, fixed.has(key) ? each : texts(each)]),
    );
  };
  if (result.status === 'failed') return { ...result, error: result.error && 'v1v' };
  return { ...result, evidence: texts(result.evidence) } as CheckResult;
}

const any = arbitraryResult({}).map(marked);
const sorted = (text: string, pattern: RegExp): string[] => (text.match(pattern) ?? []).sort();

function expectChinese(sentence: string): void {
  expect(sentence).toMatch(HAN);
  const rest = sentence.replace(VALUE, '').replace('{targets}', '').replace(SAID_IN_LATIN, '');
  expect(rest, sentence).not.toMatch(/[A-Za-z]/);
  expect(rest, sentence).not.toMatch(/[,;:?!()]/);
}

describe('what is said of a finding', () => {
  it('is said in its language, and the same values in both', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(any, (result) => {
        const { en, zh } = sayInBoth(result);
        met.add(`${result.kind} ${result.finding}`);
        expect(en).not.toMatch(HAN);
        expect(en).toMatch(/[a-z]{2}/);
        // Lists have commas between them in both.
        expectChinese(zh.replaceAll(', ', ''));
        expect(sorted(zh, VALUE)).toEqual(sorted(en, VALUE));
        const numbers = /(?<![v\d])\d+(?:\.\d+)?(?!v)/g;
        expect(sorted(zh, numbers)).toEqual(sorted(en, numbers));
      }),
      { numRuns: 6000 },
    );
    const findings = Measured.options.flatMap(({ shape }) =>
      shape.finding.options.map((finding) => `${shape.kind.value} ${finding}`),
    );
    expect(findings.filter((finding) => !met.has(finding))).toEqual([]);
  });

  it('is a sentence of its own for each finding of a kind', () => {
    for (const { said } of Object.values(FINDING_WORDS))
      for (const table of Object.values(said)) {
        const sentences = Object.values(table).filter((each) => typeof each === 'string');
        expect(new Set(sentences).size).toBe(sentences.length);
      }
  });

  it('names the reason of every refusal', () => {
    for (const refusal of REFUSALS) {
      const refused = NotMeasured.parse({
        kind: 'dns',
        target: 'localhost',
        status: 'failed',
        finding: 'not-allowed',
        refusal,
        error: null,
        timings: {},
      });
      const { en, zh } = sayInBoth(refused);
      expect(en).toBe(`not measured: ${FINDING_WORDS.en.refusal[refusal]}`);
      expect(zh).toBe(`未检测：${FINDING_WORDS.zh.refusal[refusal]}`);
    }
  });
});

describe('what the pack says of a fault', () => {
  it.each(pack.network.faults.map((rule) => [rule.fault, rule] as const))(
    '%s: in both languages the same',
    (_, { title, advice }) => {
      for (const { en, zh } of [title, advice]) {
        expect(en).not.toMatch(HAN);
        expectChinese(zh);
        expect(sorted(zh, /\d+|\{\w+\}/g)).toEqual(sorted(en, /\d+|\{\w+\}/g));
      }
      for (const language of ['en', 'zh'] as const) {
        expect(title[language]).not.toMatch(/[.。]$/);
        expect(advice[language]).toMatch(/[.。]$/);
      }
    },
  );
});
