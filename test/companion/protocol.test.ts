import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asName } from '../../src/companion/name.ts';
import { LARGEST_FRAME, readFromCompanion, readFromGateway } from '../../src/companion/protocol.ts';
import { wrongTexts } from './mutants.ts';

const JOB = '6f1f3b0e-0c0f-4a51-9f0b-3f6f1d2b7a10';
const refusedAbout = (about: string): string =>
  JSON.stringify({ kind: 'refused', job: JOB, code: 'policy', about });

describe('nothing is read out of', () => {
  it.each([
    ['nothing', '', 'bad-message'],
    ['null', 'null', 'bad-message'],
    ['a number', '5', 'bad-message'],
    ['a list', '[{"kind":"forget"}]', 'bad-message'],
    ['another kind', '{"kind":"exec"}', 'unknown-kind'],
    ['a kind that every object has', '{"kind":"toString"}', 'unknown-kind'],
    ['a kind of the other side', '{"kind":"drain","withinMs":1}', 'unknown-kind'],
    ['a kind that is no text', '{"kind":["forget"]}', 'bad-message'],
    ['a message with company', '{"kind":"forget","and":1}', 'bad-message'],
    ['a message with another prototype', '{"kind":"forget","__proto__":{"a":1}}', 'bad-message'],
    ['a message with a constructor', '{"kind":"forget","constructor":1}', 'bad-message'],
    ['an id in upper case', `{"kind":"asking","job":"${JOB.toUpperCase()}"}`, 'bad-message'],
    ['an id with a path in it', '{"kind":"asking","job":"../../../../etc/passwd"}', 'bad-message'],
    ['a text that steers a terminal', refusedAbout('\u001b[2J'), 'bad-message'],
    ['a text that turns the writing round', refusedAbout('\u202e'), 'bad-message'],
    ['a text of two lines', refusedAbout('a\nb'), 'bad-message'],
    ['a text of two lines of another kind', refusedAbout('a\u2029b'), 'bad-message'],
    ['half a sign', refusedAbout('\ud800'), 'bad-message'],
    ['a sign that nobody has given a meaning', refusedAbout('\uffff'), 'bad-message'],
    ['a text too long', refusedAbout('x'.repeat(501)), 'bad-message'],
    ['brackets without end', '['.repeat(LARGEST_FRAME), 'bad-message'],
    ['brackets in brackets', '['.repeat(200_000) + ']'.repeat(200_000), 'bad-message'],
    [
      'results in brackets',
      `{"kind":"finished","job":"${JOB}","lagMs":0,"results":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
      'bad-message',
    ],
    [
      'more results than there are checks',
      `{"kind":"finished","job":"${JOB}","lagMs":0,"results":[${Array(100_000).fill('{}').join()}]}`,
      'bad-message',
    ],
  ])('%s', (_, frame, code) => {
    const begun = performance.now();
    expect(readFromCompanion(frame)).toEqual({ kind: 'unreadable', code });
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

it('reading never throws, whatever comes, and changes nobody else', () => {
  for (const text of wrongTexts(5000, 9)) {
    expect(['message', 'unreadable']).toContain(readFromCompanion(text).kind);
    expect(['message', 'unreadable']).toContain(readFromGateway(text).kind);
  }
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      readFromCompanion(text);
      readFromGateway(text);
    }),
  );
  expect(Object.keys(Object.prototype)).toEqual([]);
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});

it('whatever a machine or a person is called, it is a name of the protocol', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (written) => {
      const message = {
        kind: 'enrol',
        protocol: 1,
        program: '1.0.0',
        device: { name: asName(written), platform: 'linux', arch: 'x64', asks: true },
        nonce: 'A'.repeat(43),
        proof: 'A'.repeat(86),
        key: 'A'.repeat(43),
        ticket: 'CDF',
      };
      expect(readFromCompanion(JSON.stringify(message)).kind).toBe('message');
    }),
  );
  expect(asName('\u202e\u0000\n')).toBe('?');
  expect(asName(`${'x'.repeat(63)}🎉`)).toHaveLength(64);
});
