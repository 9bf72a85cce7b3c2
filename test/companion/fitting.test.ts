import { expect, it } from 'vitest';
import { fitting } from '../../src/companion/agent/fitting.ts';
import { LARGEST_FRAME, readFromCompanion } from '../../src/companion/protocol.ts';
import type { CheckResult } from '../../src/checks/result.ts';

/** A server that sends as long a chain as a result may hold. */
function longWinded(at: number): CheckResult {
  const line = '证'.repeat(500);
  const certificate = {
    subject: line,
    issuer: line,
    validFrom: line,
    validTo: line,
    fingerprint: 'AB:'.repeat(31),
  };
  return {
    kind: 'tls',
    target: `server-${at}.example.com:443`,
    status: 'altered',
    finding: 'replaced-untrusted',
    timings: {},
    evidence: {
      address: '203.0.113.1',
      protocol: 'TLSv1.3',
      chain: Array.from({ length: 10 }, () => certificate),
      names: Array.from({ length: 100 }, () => 'n'.repeat(253)),
      code: null,
      attempts: [],
    },
  };
}

function messageOf(results: readonly CheckResult[]): string {
  return JSON.stringify({
    kind: 'finished',
    job: '01234567-89ab-4def-8123-456789abcdef',
    lagMs: 0,
    results,
  });
}

it('leaves results alone that a frame can hold', () => {
  const results = [longWinded(0)];
  expect(fitting(results)).toBe(results);
});

it('sends less of the certificates where all of them would break the connection', () => {
  const results = Array.from({ length: 12 }, (_, at) => longWinded(at));
  expect(Buffer.byteLength(messageOf(results))).toBeGreaterThan(LARGEST_FRAME);
  const message = messageOf(fitting(results) ?? []);
  expect(Buffer.byteLength(message)).toBeLessThan(LARGEST_FRAME);
  expect(readFromCompanion(message)).toMatchObject({
    kind: 'message',
    message: { results: results.map(({ target, finding }) => ({ target, finding })) },
  });
});

it('gives up where even that is too much', () => {
  expect(fitting(Array.from({ length: 160 }, (_, at) => longWinded(at)))).toBeNull();
});
