import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { checkPing } from '../../src/checks/ping.ts';
import { pingPrograms, type PingProgram } from '../../src/checks/ping-program.ts';
import { PingResult } from '../../src/checks/result.ts';
import { contextFor, policyAllowing } from './context.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A program in the place of ping, written in the shell's language. */
async function inPlaceOfPing(script: string): Promise<PingProgram[]> {
  const folder = await mkdtemp(join(tmpdir(), 'ping-'));
  closing.push(() => rm(folder, { recursive: true }));
  const path = join(folder, 'ping');
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return [{ path, args: ['127.0.0.1'], paceMs: 200 }];
}

const reply = (n: number): string =>
  `echo '64 bytes from 127.0.0.1: icmp_seq=${n} ttl=64 time=${n}.5 ms'`;

async function check(...args: Parameters<typeof checkPing>): Promise<PingResult> {
  return PingResult.parse(await checkPing(...args));
}

it.each(['127.0.0.1', '::1'])("the system's own ping reaches %s", async (ip) => {
  const result = await check(ip, contextFor({ limitMs: 5000 }));
  expect(result).toMatchObject({
    kind: 'ping',
    target: ip,
    status: 'ok',
    finding: 'answered',
    evidence: { sent: 5, received: 5 },
  });
  expect(result.timings.answer).toBeLessThan(500);
  expect(result.timings.total).toBeLessThan(4000);
});

it('loss of some is slow', async () => {
  const program = await inPlaceOfPing([reply(1), reply(4), 'exit 0'].join('\n'));
  expect(await check('127.0.0.1', contextFor(), program)).toMatchObject({
    status: 'slow',
    finding: 'lossy',
    evidence: { sent: 5, received: 2, roundTripsMs: [1.5, 4.5] },
  });
});

it('believes no exit status', async () => {
  const all = [1, 2, 3, 4, 5].map(reply).join('\n');
  expect(
    await check('127.0.0.1', contextFor(), await inPlaceOfPing(`${all}\nexit 2`)),
  ).toMatchObject({ status: 'ok', finding: 'answered' });
  expect(
    await check('127.0.0.1', contextFor(), await inPlaceOfPing('echo PING 127.0.0.1\nexit 0')),
  ).toMatchObject({ status: 'inconclusive', finding: 'no-answer' });
});

it('a program that does not end is ended, and what it had said counts', async () => {
  const program = await inPlaceOfPing([1, 2, 3, 4, 5].map(reply).join('\n') + '\nexec sleep 60');
  const result = await check('127.0.0.1', contextFor({ limitMs: 1200 }), program);
  expect(result).toMatchObject({ status: 'ok', evidence: { sent: 5, received: 5 } });
  expect(result.timings.total).toBeLessThan(2000);
});

it('ends at once when the sweep is ended', async () => {
  const sweep = new AbortController();
  setTimeout(() => {
    sweep.abort();
  }, 100);
  const program = await inPlaceOfPing('exec sleep 60');
  const context = contextFor({ limitMs: 60_000, signal: sweep.signal });
  const result = await check('127.0.0.1', context, program);
  expect(result).toMatchObject({ status: 'inconclusive', evidence: { received: 0 } });
  expect(result.timings.total).toBeLessThan(2000);
});

it('a program that writes without end is ended', async () => {
  const program = await inPlaceOfPing(`while :; do ${reply(1)}; done`);
  const result = await check('127.0.0.1', contextFor({ limitMs: 20_000 }), program);
  expect(result.evidence).toMatchObject({ received: 5 });
  expect(result.timings.total).toBeLessThan(10_000);
});

it.each([
  'echo "ping: socket: Operation not permitted" >&2; exit 2',
  `echo "ping: unrecognized option: n" >&2; exit 1`,
])('a ping that may not or cannot ping is none: %s', async (script) => {
  expect(await check('127.0.0.1', contextFor(), await inPlaceOfPing(script))).toMatchObject({
    status: 'inconclusive',
    finding: 'no-ping-program',
    evidence: { sent: 0, received: 0 },
  });
});

it('no ping anywhere is said', async () => {
  const nowhere = [{ path: '/nowhere/ping', args: [], paceMs: 200 }];
  expect(await check('127.0.0.1', contextFor(), nowhere)).toMatchObject({
    status: 'inconclusive',
    finding: 'no-ping-program',
  });
});

it.each(['a.example.com', '-f', '127.0.0.1 -f', '127.1', '2130706433', '', 'fe80::1%eth0;id'])(
  'pings nothing but a literal address: %j',
  async (target) => {
    await expect(
      checkPing(target, contextFor({ policy: policyAllowing(() => true) })),
    ).rejects.toThrow('may not be pinged');
  },
);

it('pings nothing that the policy forbids', async () => {
  const context = contextFor({ policy: policyAllowing(undefined) });
  await expect(checkPing('10.0.0.1', context)).rejects.toThrow('10.0.0.1 may not be pinged');
});

it.each([
  ['win32', '203.0.113.7', String.raw`C:\Windows\System32\PING.EXE`, '-n 5 -w 2000 203.0.113.7'],
  ['darwin', '203.0.113.7', '/sbin/ping', '-n -c 5 -i 0.2 -W 8000 203.0.113.7'],
  ['darwin', '2001:db8::7', '/sbin/ping6', '-n -c 5 -i 0.2 2001:db8::7'],
  ['linux', '203.0.113.7', '/bin/ping', '-n -c 5 -i 0.2 -W 8 203.0.113.7'],
] as const)('on %s, %s is pinged by %s %s', (platform, ip, path, args) => {
  const [program] = pingPrograms(platform, ip, 10_000);
  expect(program).toMatchObject({ path, args: args.split(' ') });
});
