import { expect, it } from 'vitest';
import { checkDns } from '../../src/checks/dns.ts';
import type { Resolution } from '../../src/checks/resolve.ts';
import { DnsResult } from '../../src/checks/result.ts';
import { contextFor, resolutionTo } from './context.ts';

async function check(resolution: Partial<Resolution>, signal = new AbortController().signal) {
  const resolve = () => Promise.resolve(resolutionTo(resolution));
  return DnsResult.parse(await checkDns('a.example.com', contextFor({ resolve, signal })));
}

it('tells addresses, servers and time', async () => {
  expect(
    await check({
      v4: ['203.0.113.1', '8.8.8.8'],
      v6: ['2001:4860:4860::8888'],
      leftOut: 3,
      servers: ['192.0.2.53'],
      ms: 12,
    }),
  ).toEqual({
    kind: 'dns',
    target: 'a.example.com',
    status: 'ok',
    finding: 'resolved',
    timings: { resolve: 12, total: 12 },
    evidence: {
      v4: ['203.0.113.1', '8.8.8.8'],
      v6: ['2001:4860:4860::8888'],
      leftOut: 3,
      source: 'dns',
      servers: ['192.0.2.53'],
      failure: null,
    },
  });
});

it.each(['no-such-name', 'no-address', 'no-answer', 'server-failure'] as const)(
  'a name with %s is blocked; unknown where the sweep ended first',
  async (failure) => {
    const told = { finding: failure, evidence: { failure } };
    expect(await check({ failure })).toMatchObject({ status: 'blocked', ...told });
    expect(await check({ failure }, AbortSignal.abort())).toMatchObject({
      status: 'inconclusive',
      ...told,
    });
  },
);

it.each([
  ['198.18.0.4', 'fake-address'],
  ['198.19.255.255', 'fake-address'],
  ['fc00::12', 'fake-address'],
  ['::ffff:198.18.0.4', 'fake-address'],
  ['0.0.0.0', 'not-public'],
  ['10.0.0.1', 'not-public'],
  ['169.254.1.1', 'not-public'],
  ['100.64.0.1', 'not-public'],
  ['::', 'not-public'],
  ['::ffff:10.0.0.1', 'not-public'],
  ['64:ff9b::a00:1', 'not-public'],
  ['fe80::1', 'not-public'],
] as const)('%s is altered: %s', async (address, finding) => {
  const family = address.includes(':') ? { v6: [address] } : { v4: [address] };
  expect(await check(family)).toMatchObject({ status: 'altered', finding });
});

it('one fake address among real ones is enough, one private address is not', async () => {
  expect(await check({ v4: ['8.8.8.8'], v6: ['fc00::12'] })).toMatchObject({
    finding: 'fake-address',
  });
  expect(await check({ v4: ['10.0.0.1', '8.8.8.8'] })).toMatchObject({
    status: 'ok',
    finding: 'resolved',
  });
});

it('an answer after more than two seconds is slow', async () => {
  expect(await check({ v4: ['8.8.8.8'], ms: 2001 })).toMatchObject({
    status: 'slow',
    finding: 'resolved',
  });
  expect(await check({ v4: ['8.8.8.8'], ms: 1999 })).toMatchObject({ status: 'ok' });
});
