import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { checkClock } from '../../src/checks/clock.ts';
import { ClockResult } from '../../src/checks/result.ts';
import { createAuthority } from '../certificates.ts';
import { freePort } from '../free-port.ts';
import { contextFor, resolutionTo } from './context.ts';
import { closeServers, listen, rawServer, saying, tlsServer, type Response } from './servers.ts';

const HOST = 'a.example.com';
const DAY_MS = 24 * 60 * 60 * 1000;
const root = await createAuthority('Public Root');
const company = await createAuthority('Gateway CA');
const trust = { publicRoots: [root.cert], machineRoots: () => [company.cert] };
const good = await root.issue({ names: [HOST] });
/** What every server of these tests has for the time. */
const TIME = 'Wed, 25 Nov 2026 08:00:00 GMT';
/** Half a second later, because the header has whole seconds. */
const TIME_MS = Date.parse(TIME) + 500;

afterEach(closeServers);

async function check(
  port: number,
  now: () => number = () => TIME_MS,
  changes: Partial<CheckContext> = {},
): Promise<ClockResult> {
  const resolve = () => Promise.resolve(resolutionTo({ v4: ['127.0.0.1'] }));
  const context = contextFor({ trust, resolve, ...changes });
  return ClockResult.parse(await checkClock(new URL(`https://${HOST}:${port}/?a=b`), context, now));
}

function at(time: string, ...headers: string[]): string {
  return ['HTTP/1.1 403 Forbidden', `Date: ${time}`, ...headers, '', ''].join('\r\n');
}

async function checkAgainst(respond: Response, now?: () => number): Promise<ClockResult> {
  const server = await listen(tlsServer(good, {}, respond));
  const result = await check(server.port, now);
  await server.everybodyGone();
  return result;
}

it('finds a clock right, and says how closely', async () => {
  const requests: string[] = [];
  const server = await listen(
    tlsServer(good, {}, (socket, bytes) => {
      requests.push(bytes.toString());
      socket.end(at(TIME));
    }),
  );
  const result = await check(server.port);
  expect(result).toMatchObject({
    kind: 'clock',
    target: `https://${HOST}:${server.port}/`,
    status: 'ok',
    finding: 'right',
    evidence: { proven: true },
  });
  expect(requests).toEqual([expect.stringMatching(/^HEAD \/ HTTP\/1\.1\r\n/)]);
  const { offsetSeconds, uncertaintySeconds } = result.evidence;
  expect(Math.abs(offsetSeconds ?? NaN)).toBeLessThan(0.5);
  expect(uncertaintySeconds).toBeGreaterThan(0.5);
  expect(uncertaintySeconds).toBeLessThan(1);
});

it.each([
  ['ten minutes ahead', 600],
  ['ten minutes behind', -600],
  ['years behind', -1e8],
])('finds a clock %s off', async (_, seconds) => {
  const { status, finding, evidence } = await checkAgainst(
    saying(at(TIME)),
    () => TIME_MS + seconds * 1000,
  );
  expect({ status, finding }).toEqual({ status: 'altered', finding: 'off' });
  expect(evidence.offsetSeconds).toBeCloseTo(seconds, 0);
});

it.each([
  ['forgives two minutes', 119, 'right'],
  ['and no more', 121, 'off'],
])('%s', async (_, seconds, finding) => {
  expect(await checkAgainst(saying(at(TIME)), () => TIME_MS + seconds * 1000)).toMatchObject({
    finding,
  });
});

it('counts the round trip of the request alone', async () => {
  const slowly = tlsServer(
    good,
    {
      SNICallback: (_, callback) => {
        setTimeout(callback, 400, null);
      },
    },
    (socket) => {
      setTimeout(() => socket.end(at(TIME)), 200);
    },
  );
  const { port } = await listen(slowly);
  const { evidence, timings } = await check(port);
  expect(timings.handshake).toBeGreaterThanOrEqual(390);
  expect(timings.answer).toBeGreaterThanOrEqual(190);
  expect(evidence.uncertaintySeconds).toBeCloseTo(0.5 + (timings.answer ?? 0) / 2000, 3);
  expect(evidence.offsetSeconds).toBeCloseTo((timings.answer ?? 0) / 2000, 3);
});

it('adds what a cache has kept the answer for', async () => {
  const { finding, evidence } = await checkAgainst(
    saying(at(TIME, 'Age: 600')),
    () => TIME_MS + 600_000,
  );
  expect(finding).toBe('right');
  expect(evidence.uncertaintySeconds).toBeGreaterThan(1);
});

it('measures by an expired certificate too, and calls it unproven', async () => {
  const from = new Date(Date.now() - 9 * DAY_MS);
  const expired = await root.issue({ names: [HOST], from, to: new Date(Date.now() - 8 * DAY_MS) });
  const replaced = await company.issue({ names: [HOST] });
  for (const issued of [expired, replaced]) {
    const { port } = await listen(tlsServer(issued, {}, saying(at(TIME))));
    expect(await check(port)).toMatchObject({ finding: 'right', evidence: { proven: false } });
  }
});

it.each([
  ['leaves it out', 'HTTP/1.1 200 OK\r\n\r\n'],
  ['leaves it empty', at('')],
  ['garbles it', at('yesterday')],
  ['writes a number', at('12')],
  ['knows a 45th of November', at('Wed, 45 Nov 2026 08:00:00 GMT')],
])('takes no date from who %s', async (_, said) => {
  expect(await checkAgainst(saying(said))).toMatchObject({
    status: 'inconclusive',
    finding: 'no-date',
    evidence: { offsetSeconds: null, uncertaintySeconds: null, proven: true },
  });
});

it.each([
  ['who says nothing', () => undefined],
  ['who closes', saying('')],
  ['another protocol', saying('SSH-2.0-x\r\n')],
] as const)('has no answer from %s', async (_, respond) => {
  const { port } = await listen(tlsServer(good, {}, respond));
  expect(await check(port, undefined, { limitMs: 300 })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-answer',
    evidence: { offsetSeconds: null },
  });
});

it('has no answer without a connection, or without TLS', async () => {
  const { port } = await listen(rawServer(saying(at(TIME))));
  for (const each of [port, await freePort()]) {
    expect(await check(each)).toMatchObject({
      status: 'inconclusive',
      finding: 'no-answer',
      evidence: { proven: false },
    });
  }
});

it('lets go of everything when the sweep is ended', async () => {
  const ended = new AbortController();
  const server = await listen(
    tlsServer(good, {}, () => {
      ended.abort();
    }),
  );
  const result = await check(server.port, undefined, { signal: ended.signal, limitMs: 30_000 });
  await server.everybodyGone();
  expect(result.finding).toBe('no-answer');
  expect(result.timings.total).toBeLessThan(1000);
});
