import { createSocket } from 'node:dgram';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openResolve, type ResolveOptions } from '../../src/checks/resolve.ts';
import { MOST_ADDRESSES } from '../../src/checks/result.ts';
import { openDnsServer, type DnsRecord, type DnsServer, type Reply } from './dns-server.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function server(...args: Parameters<typeof openDnsServer>): Promise<DnsServer> {
  const opened = await openDnsServer(...args);
  closing.push(() => opened.close());
  return opened;
}

function open(servers: readonly DnsServer[], options: ResolveOptions = {}) {
  return openResolve({
    servers: servers.map(({ address }) => address),
    hostsFile: '/nowhere',
    ...options,
  });
}

const never = (): AbortSignal => new AbortController().signal;
const within = (ms: number): AbortSignal => AbortSignal.timeout(ms);
const a = (...addresses: string[]): Reply => ({
  records: addresses.map((data): DnsRecord => ({ type: 'A', data })),
});

it('answers with both families, in the order of the answers', async () => {
  const dns = await server(({ type }) =>
    type === 'A'
      ? a('203.0.113.9', '203.0.113.1')
      : { records: [{ type: 'AAAA', data: '2001:db8::7' }] },
  );
  expect(await open([dns])('a.example.com', never())).toEqual({
    v4: ['203.0.113.9', '203.0.113.1'],
    v6: ['2001:db8::7'],
    leftOut: 0,
    source: 'dns',
    servers: [dns.address],
    failure: null,
    ms: expect.any(Number) as number,
  });
});

it('asks once for each family, however many checks want to know', async () => {
  const dns = await server(() => a('203.0.113.1'));
  const resolve = open([dns]);
  await Promise.all([
    resolve('a.example.com', never()),
    resolve('A.Example.com', never()),
    resolve('a.example.com.', never()),
  ]);
  await resolve('a.example.com', never());
  expect(dns.questions.map(({ type }) => type).sort()).toEqual(['A', 'AAAA']);
});

it('follows an alias to its addresses', async () => {
  const dns = await server(() => ({
    records: [
      { type: 'CNAME', data: 'b.example.net' },
      { name: 'b.example.net', type: 'A', data: '203.0.113.5' },
    ],
  }));
  expect(await open([dns])('a.example.com', never())).toMatchObject({ v4: ['203.0.113.5'] });
});

it.each([
  ['127.0.0.1', { v4: ['127.0.0.1'], v6: [] }],
  ['[::ffff:10.0.0.1]', { v4: [], v6: ['::ffff:10.0.0.1'] }],
])('a literal address answers itself: %s', async (host, addresses) => {
  const dns = await server(() => 'silence');
  expect(await open([dns])(host, never())).toMatchObject({
    ...addresses,
    source: 'literal',
    failure: null,
  });
  expect(dns.questions).toEqual([]);
});

it.each(['0x7f.1', '2130706433', 'a b.example.com', 'a..example.com', '*', ''])(
  'does not ask for what is no name: %j',
  async (host) => {
    const dns = await server(() => a('203.0.113.1'));
    expect(await open([dns])(host, never())).toMatchObject({ v4: [], failure: 'no-such-name' });
    expect(dns.questions).toEqual([]);
  },
);

it.each([
  ['no-such-name', { rcode: 3 }],
  ['server-failure', { rcode: 2 }],
  ['server-failure', { rcode: 5 }],
  ['no-address', { records: [] }],
] as const)('says %s for %j', async (failure, reply) => {
  const dns = await server(() => reply);
  expect(await open([dns])('a.example.com', never())).toMatchObject({ v4: [], v6: [], failure });
});

it('has not failed where one family has an address', async () => {
  const dns = await server(({ type }) => (type === 'A' ? a('203.0.113.1') : { rcode: 2 }));
  expect(await open([dns])('a.example.com', never())).toMatchObject({
    v4: ['203.0.113.1'],
    failure: null,
  });
});

it('a silent name server ends with the check that asks', async () => {
  const dns = await server(() => 'silence');
  const { failure, ms } = await open([dns])('a.example.com', within(200));
  expect(failure).toBe('no-answer');
  expect(ms).toBeLessThan(1000);
});

it('a silent name server ends with its own limit, and is not asked again', async () => {
  const dns = await server(() => 'silence');
  const resolve = open([dns], { limitMs: 200 });
  expect(await resolve('a.example.com', never())).toMatchObject({ failure: 'no-answer' });
  expect(await resolve('a.example.com', never())).toMatchObject({ failure: 'no-answer' });
  expect(dns.questions).toHaveLength(2);
});

it('a port on which nobody listens is no answer, at once', async () => {
  const gone = await openDnsServer(() => 'silence');
  await gone.close();
  const { failure, ms } = await open([gone])('a.example.com', never());
  expect(failure).toBe('no-answer');
  expect(ms).toBeLessThan(1000);
});

it('goes on to the next server when one fails', async () => {
  const broken = await server(() => ({ rcode: 2 }));
  const dns = await server(() => a('203.0.113.1'));
  expect(await open([broken, dns])('a.example.com', never())).toMatchObject({
    v4: ['203.0.113.1'],
  });
});

it('one check going away leaves the others their answer', async () => {
  const dns = await server(() => ({
    records: [{ type: 'A', data: '203.0.113.1' }],
    afterMs: 300,
  }));
  const resolve = open([dns]);
  const [early, late] = await Promise.all([
    resolve('a.example.com', within(20)),
    resolve('a.example.com', never()),
  ]);
  expect(early.failure).toBe('no-answer');
  expect(late.v4).toEqual(['203.0.113.1']);
});

it('what all checks have left is asked anew', async () => {
  let isUp = false;
  const dns = await server(() => (isUp ? a('203.0.113.1') : 'silence'));
  const resolve = open([dns]);
  await resolve('a.example.com', within(50));
  isUp = true;
  expect(await resolve('a.example.com', never())).toMatchObject({ v4: ['203.0.113.1'] });
});

it('an aborted check asks nobody', async () => {
  const dns = await server(() => a('203.0.113.1'));
  expect(await open([dns])('a.example.com', AbortSignal.abort())).toMatchObject({
    failure: 'no-answer',
  });
  expect(dns.questions).toEqual([]);
});

it('keeps the first of 1,000 records and counts the rest', async () => {
  const many = Array.from({ length: 1000 }, (_, n) => `203.0.${n >> 8}.${n & 255}`);
  const dns = await server(({ type }) => (type === 'A' ? a(...many) : { records: [] }));
  expect(await open([dns])('a.example.com', never())).toMatchObject({
    v4: many.slice(0, MOST_ADDRESSES),
    leftOut: 1000 - MOST_ADDRESSES,
  });
});

it('aliases that lead in a circle lead nowhere', async () => {
  const dns = await server(() => ({
    records: [
      { type: 'CNAME', data: 'b.example.com' },
      { name: 'b.example.com', type: 'CNAME', data: 'a.example.com' },
    ],
  }));
  expect(await open([dns])('a.example.com', never())).toMatchObject({ failure: 'no-address' });
});

it.each([
  ['nothing', Buffer.alloc(0)],
  ['one byte', Buffer.of(1)],
  ['noise', Buffer.alloc(400, 0xa5)],
  ['a header that promises 65,535 records', Buffer.from('8180ffffffffffffffff', 'hex')],
  // Question and answer are pointers to themselves.
  ['a name that points to itself', Buffer.from('81800001000100000000c00c00010001c00c', 'hex')],
])('garbage is harmless: %s', async (_, bytes) => {
  for (const id of [true, false]) {
    const dns = await server(() => ({ bytes, id }));
    const { v4, v6, failure } = await open([dns])('a.example.com', within(300));
    expect([...v4, ...v6]).toEqual([]);
    expect(failure).toMatch(/^(no-answer|server-failure)$/);
  }
});

it('an answer under the wrong number is not believed', async () => {
  const dns = createSocket('udp4');
  dns.on('message', (query, from) => {
    const forged = Buffer.concat([query, Buffer.from('c00c00010001000000040004cb007101', 'hex')]);
    forged.writeUInt16BE(query.readUInt16BE() ^ 1);
    forged.writeUInt16BE(0x8180, 2);
    forged.writeUInt16BE(1, 6);
    dns.send(forged, from.port, from.address);
  });
  await new Promise<void>((resolve) => dns.bind(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => dns.close(resolve)));
  const resolve = openResolve({
    servers: [`127.0.0.1:${dns.address().port}`],
    hostsFile: '/nowhere',
  });
  expect(await resolve('a.example.com', within(300))).toMatchObject({ failure: 'no-answer' });
});

it('the hosts file comes first, and is said', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hosts-'));
  closing.push(() => rm(folder, { recursive: true }));
  const hostsFile = join(folder, 'hosts');
  await writeFile(
    hostsFile,
    [
      '\uFEFF# 203.0.113.1 a.example.com',
      '203.0.113.2\tother.example.com A.example.com # a.example.com',
      '  2001:db8::2 a.example.com.',
      '203.0.113.3 xa.example.com a.example.com.cn',
      'nonsense a.example.com',
      'fe80::1%eth0.1 a.example.com',
      '203.0.113.4 a.example.com',
    ].join('\r\n'),
  );
  const dns = await server(() => a('203.0.113.9'));
  const resolve = open([dns], { hostsFile });
  expect(await resolve('a.example.com', never())).toMatchObject({
    v4: ['203.0.113.2', '203.0.113.4'],
    v6: ['2001:db8::2'],
    source: 'hosts-file',
    servers: [],
    failure: null,
  });
  expect(dns.questions).toEqual([]);
  expect(await resolve('example.com', never())).toMatchObject({ source: 'dns' });
});
