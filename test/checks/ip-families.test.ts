import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { checkIpFamilies } from '../../src/checks/ip-families.ts';
import { hasRouteTo, ownAddresses } from '../../src/checks/own-network.ts';
import type { Resolution } from '../../src/checks/resolve.ts';
import { IpFamiliesResult } from '../../src/checks/result.ts';
import { freePort } from '../free-port.ts';
import { contextFor, policyAllowing, resolutionTo } from './context.ts';
import { openSilentPort } from './silent-port.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(host: string): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return (server.address() as AddressInfo).port;
}

async function silent(): Promise<number> {
  const opened = await openSilentPort();
  closing.push(() => opened.close());
  return opened.port;
}

const OWN = ['192.0.2.2', '2001:db8::2'];

/** Each reference leads to the addresses that stand beside it. */
async function check(
  references: Record<string, Partial<Resolution>>,
  port: number,
  { own = OWN, ...changes }: Partial<CheckContext> & { own?: string[] } = {},
): Promise<IpFamiliesResult> {
  const context = contextFor({
    references: Object.keys(references),
    resolve: (host) => Promise.resolve(resolutionTo(references[host])),
    ...changes,
  });
  return IpFamiliesResult.parse(await checkIpFamilies(context, { own, port }));
}

const both = { v4: ['127.0.0.1'], v6: ['::1'] };

it('both work', async () => {
  expect(await check({ 'a.example.com': both }, await listen('::'))).toMatchObject({
    kind: 'ip-families',
    status: 'ok',
    finding: 'both',
    evidence: {
      v4: {
        state: 'works',
        own: ['192.0.2.2'],
        hasRoute: true,
        attempts: [{ address: '127.0.0.1', outcome: 'connected' }],
      },
      v6: { state: 'works', own: ['2001:db8::2'], attempts: [{ address: '::1' }] },
    },
  });
});

it('one reference that answers is enough, and the silent ones are not waited for', async () => {
  const port = await silent();
  const server = createServer((socket) => socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.2', resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  const result = await check(
    { 'a.example.com': { v4: ['127.0.0.1'] }, 'b.example.com': { v4: ['127.0.0.2'] } },
    port,
    { limitMs: 20_000, own: ['192.0.2.2'] },
  );
  expect(result).toMatchObject({ status: 'ok', finding: 'v4-only' });
  expect(result.evidence.v4.attempts.map(({ address }) => address)).toEqual(['127.0.0.2']);
  expect(result.timings.total).toBeLessThan(5000);
});

it('a family without an address of this machine is absent, and no fault', async () => {
  const result = await check({ 'a.example.com': both }, await listen('127.0.0.1'), {
    own: ['192.0.2.2'],
  });
  expect(result).toMatchObject({
    status: 'ok',
    finding: 'v4-only',
    evidence: { v4: { state: 'works' }, v6: { state: 'absent', own: [] } },
  });
});

it('a family that the machine has and that only is silent is dead', async () => {
  const result = await check({ 'a.example.com': { v4: ['127.0.0.1'] } }, await silent(), {
    limitMs: 300,
  });
  expect(result).toMatchObject({
    status: 'blocked',
    finding: 'not-measured',
    evidence: { v4: { state: 'dead', attempts: [{ outcome: 'timed-out' }] } },
  });
});

it('a family in which somebody refuses is not dead', async () => {
  expect(await check({ 'a.example.com': both }, await freePort())).toMatchObject({
    status: 'inconclusive',
    finding: 'not-measured',
    evidence: { v4: { state: 'not-measured', attempts: [{ outcome: 'refused' }] } },
  });
});

it('without any address of its own the machine has no network', async () => {
  expect(await check({ 'a.example.com': both }, await freePort(), { own: [] })).toMatchObject({
    status: 'blocked',
    finding: 'neither',
    evidence: { v4: { state: 'absent' }, v6: { state: 'absent' } },
  });
});

it.each([
  ['no reference at all', {}],
  ['names that nobody answers', { 'a.example.com': { failure: 'no-answer' as const } }],
])('%s shows nothing', async (_, references) => {
  const result = await check(references, await freePort());
  expect(result.finding).not.toBe('both');
  for (const { state, attempts } of [result.evidence.v4, result.evidence.v6]) {
    expect(['not-measured', 'absent']).toContain(state);
    expect(attempts).toEqual([]);
  }
});

it('contacts no address that the policy forbids', async () => {
  const port = await listen('::');
  const { evidence } = await check({ 'a.example.com': both }, port, {
    policy: policyAllowing((ip) => ip === '127.0.0.1'),
  });
  expect(evidence.v4.state).toBe('works');
  expect(evidence.v6.attempts).toEqual([]);
});

it('ends at once when the sweep is ended', async () => {
  const sweep = new AbortController();
  setTimeout(() => {
    sweep.abort();
  }, 50);
  const result = await check({ 'a.example.com': { v4: ['127.0.0.1'] } }, await silent(), {
    limitMs: 60_000,
    signal: sweep.signal,
  });
  expect(result.status).toBe('inconclusive');
  expect(result.timings.total).toBeLessThan(1000);
});

it('keeps few attempts of many references', async () => {
  const many = Array.from({ length: 32 }, (_, n) => `127.0.1.${n + 1}`);
  const references = Object.fromEntries(
    Array.from({ length: 20 }, (_, n) => [`${n}.example.com`, { v4: many, v6: [] }]),
  );
  const { evidence } = await check(references, await freePort());
  expect(evidence.v4.attempts.length).toBeLessThanOrEqual(8);
});

it('counts as its own what reaches beyond this machine and its link', () => {
  const at = (address: string, internal = false) => ({ address, internal });
  const interfaces = {
    lo: [at('127.0.0.1', true), at('::1', true)],
    eth0: [at('192.0.2.2'), at('fe80::1'), at('169.254.7.7'), at('fd00::2')],
    tun0: [at('198.18.0.1')],
    none: undefined,
  };
  expect(ownAddresses(() => interfaces)).toEqual(['192.0.2.2', 'fd00::2', '198.18.0.1']);
});

it('knows a way to itself, and none to what is no place', async () => {
  expect(await hasRouteTo('127.0.0.1')).toBe(true);
  expect(await hasRouteTo('255.255.255.255')).toBe(false);
});
