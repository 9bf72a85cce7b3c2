import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { TcpResult } from '../../src/checks/result.ts';
import { checkTcp } from '../../src/checks/tcp.ts';
import { freePort } from '../free-port.ts';
import { contextFor, policyAllowing, resolutionTo } from './context.ts';
import { openSilentPort } from './silent-port.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function listen(host: string): Promise<{ port: number }> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).resume();
  });
  await new Promise<void>((resolve) => server.listen(0, host, resolve));
  closing.push(() => new Promise((resolve) => server.close(resolve)));
  return { port: (server.address() as AddressInfo).port };
}

async function check(
  addresses: { v4?: string[]; v6?: string[] },
  port: number,
  changes: Partial<CheckContext> = {},
): Promise<TcpResult> {
  const resolve = () => Promise.resolve(resolutionTo(addresses));
  const place = { host: 'a.example.com', port };
  return TcpResult.parse(await checkTcp(place, contextFor({ resolve, ...changes })));
}

it('connects to each address by itself', async () => {
  const { port } = await listen('::');
  const result = await check({ v4: ['127.0.0.1', '127.0.0.2'], v6: ['::1'] }, port);
  expect(result).toMatchObject({
    target: `a.example.com:${port}`,
    status: 'ok',
    finding: 'connected',
    evidence: {
      attempts: [
        { address: '127.0.0.1', family: 4, outcome: 'connected', code: null },
        { address: '127.0.0.2', family: 4, outcome: 'connected', code: null },
        { address: '::1', family: 6, outcome: 'connected', code: null },
      ],
    },
  });
  expect(result.timings.connect).toBeLessThan(500);
});

it('says when only some connect', async () => {
  const { port } = await listen('127.0.0.1');
  expect(await check({ v4: ['127.0.0.1'], v6: ['::1'] }, port)).toMatchObject({
    status: 'ok',
    finding: 'partly-connected',
    evidence: {
      attempts: [{ outcome: 'connected' }, { outcome: 'refused', code: 'ECONNREFUSED' }],
    },
  });
});

it('a closed port is refused', async () => {
  expect(await check({ v4: ['127.0.0.1'] }, await freePort())).toMatchObject({
    status: 'blocked',
    finding: 'refused',
    evidence: { attempts: [{ outcome: 'refused', code: 'ECONNREFUSED' }] },
  });
});

it('an address that this machine has no way to is unreachable', async () => {
  const result = await check({ v4: ['255.255.255.255'] }, 443, {
    policy: policyAllowing(() => true),
  });
  expect(result).toMatchObject({ status: 'blocked', finding: 'unreachable' });
  expect(result.evidence.attempts[0]?.code).toMatch(/^E[A-Z]+$/);
});

it('silence ends with the limit', async () => {
  const silent = await openSilentPort();
  closing.push(() => silent.close());
  const result = await check({ v4: ['127.0.0.1'] }, silent.port, { limitMs: 300 });
  expect(result).toMatchObject({
    status: 'blocked',
    finding: 'timed-out',
    evidence: { attempts: [{ outcome: 'timed-out', code: null }] },
  });
  expect(result.timings.total).toBeLessThan(900);
});

it('a connection that lost its first packet is slow', async () => {
  const silent = await openSilentPort();
  closing.push(() => silent.close());
  const result = check({ v4: ['127.0.0.1'] }, silent.port, { limitMs: 5000 });
  setTimeout(() => {
    silent.wake();
  }, 300);
  expect(await result).toMatchObject({ status: 'slow', finding: 'connected' });
});

it('has shown nothing when the name took most of the time', async () => {
  const silent = await openSilentPort();
  closing.push(() => silent.close());
  const resolve = () =>
    new Promise<ReturnType<typeof resolutionTo>>((settle) => {
      setTimeout(settle, 300, resolutionTo({ v4: ['127.0.0.1'], ms: 300 }));
    });
  expect(await check({}, silent.port, { limitMs: 400, resolve })).toMatchObject({
    status: 'inconclusive',
    finding: 'timed-out',
  });
});

it('ends at once, and with no verdict, when the sweep is ended', async () => {
  const silent = await openSilentPort();
  closing.push(() => silent.close());
  const { signal, ...sweep } = controller();
  setTimeout(sweep.end, 50);
  const result = await check({ v4: ['127.0.0.1'] }, silent.port, { limitMs: 5000, signal });
  expect(result.status).toBe('inconclusive');
  expect(result.timings.total).toBeLessThan(1000);
});

function controller(): { signal: AbortSignal; end: () => void } {
  const sweep = new AbortController();
  return {
    signal: sweep.signal,
    end: () => {
      sweep.abort();
    },
  };
}

it.each([
  ['no-such-name', 'no-such-name'],
  ['no-address', 'no-address'],
  ['no-answer', 'name-unanswered'],
  ['server-failure', 'name-unanswered'],
] as const)('without addresses (%s) it says %s', async (failure, finding) => {
  const resolve = () => Promise.resolve(resolutionTo({ failure }));
  expect(await check({}, 443, { resolve })).toMatchObject({
    status: 'inconclusive',
    finding,
    evidence: { attempts: [] },
  });
});

it('never contacts an address that the policy forbids', async () => {
  const { port } = await listen('::');
  const opened = watchConnections();
  const policy = policyAllowing((ip) => ip === '127.0.0.2');
  const addresses = { v4: ['127.0.0.1', '127.0.0.2'], v6: ['::1', '::ffff:127.0.0.1'] };
  const result = await check(addresses, port, { policy });
  expect(result).toMatchObject({ status: 'ok', finding: 'connected' });
  expect(result.evidence.attempts.map(({ address, outcome }) => [address, outcome])).toEqual([
    ['127.0.0.2', 'connected'],
    ['127.0.0.1', 'not-allowed'],
    ['::1', 'not-allowed'],
    ['::ffff:127.0.0.1', 'not-allowed'],
  ]);
  expect(opened).toHaveLength(1);
});

it.each(['0.0.0.0', '10.0.0.1', '169.254.169.254', '::', '::ffff:10.0.0.1', '::ffff:7f00:1'])(
  'a public name that leads to %s leads nowhere',
  async (address) => {
    const opened = watchConnections();
    const addresses = address.includes(':') ? { v6: [address] } : { v4: [address] };
    expect(await check(addresses, 443, { policy: policyAllowing(undefined) })).toMatchObject({
      status: 'inconclusive',
      finding: 'no-address',
      evidence: { attempts: [{ address, outcome: 'not-allowed', ms: 0 }] },
    });
    expect(opened).toEqual([]);
  },
);

/** Every connection that this process begins from now on. */
function watchConnections(): unknown[] {
  const opened: unknown[] = [];
  const note = (begun: unknown): void => {
    opened.push(begun);
  };
  subscribe('net.client.socket', note);
  closing.push(() => Promise.resolve(unsubscribe('net.client.socket', note)));
  return opened;
}

function toResolve(addresses: { v4?: string[]; v6?: string[] }): Pick<CheckContext, 'resolve'> {
  return { resolve: () => Promise.resolve(resolutionTo(addresses)) };
}

it('tries four addresses of a family and leaves the others', async () => {
  const v4 = Array.from({ length: 32 }, (_, n) => `127.0.0.${n + 1}`);
  const { port } = await listen('0.0.0.0');
  const opened = watchConnections();
  const { evidence } = await check({ v4, v6: Array.from({ length: 32 }, () => '::1') }, port);
  expect(evidence.attempts).toHaveLength(8);
  expect(evidence.attempts.slice(0, 4).map(({ address }) => address)).toEqual(v4.slice(0, 4));
  expect(opened).toHaveLength(8);
});

it('writes an IPv6 target in brackets', async () => {
  const { port } = await listen('::1');
  const result = await checkTcp({ host: '::1', port }, contextFor(toResolve({ v6: ['::1'] })));
  expect(result).toMatchObject({ target: `[::1]:${port}`, finding: 'connected' });
});
