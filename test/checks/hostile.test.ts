import type { Socket } from 'node:net';
import { afterEach, describe, expect, it, onTestFinished } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { openResolve } from '../../src/checks/resolve.ts';
import { CheckResult } from '../../src/checks/result.ts';
import { sweep } from '../../src/checks/sweep.ts';
import type { PlannedCheck } from '../../src/diagnosis/plan.ts';
import { contextFor } from './context.ts';
import { openDnsServer, type DnsRecord, type Reply } from './dns-server.ts';
import { closeServers, listen, rawServer, saying, writeForEver, type Response } from './servers.ts';

/** Whole sweeps against name servers and servers that mean harm; all of them on loopback. */

afterEach(closeServers);

const HOST = 'a.example.com';
const LIMIT_MS = 700;
/** A sweep ends with its checks, which would be `broke` had they not ended by themselves; on a busy machine, too. */
const MOST_MS = LIMIT_MS + 5000;

interface Swept {
  readonly results: readonly CheckResult[];
  readonly ms: number;
}

async function run(plan: readonly PlannedCheck[], context: CheckContext): Promise<Swept> {
  const started = performance.now();
  const results: CheckResult[] = [];
  for await (const event of sweep(plan, context))
    if (event.kind === 'ended') results.push(event.result);
  // Whatever came from outside, it fits in what a companion may send.
  for (const result of results) expect(CheckResult.parse(result)).toEqual(result);
  return { results, ms: performance.now() - started };
}

/** A sweep whose names are resolved by a name server that says this; only these ports of loopback may be touched. */
async function contextWith(
  reply: (type: 'A' | 'AAAA') => Reply,
  ports: readonly number[],
): Promise<CheckContext> {
  const server = await openDnsServer(({ type }) => reply(type));
  onTestFinished(() => server.close());
  return contextFor({
    limitMs: LIMIT_MS,
    resolve: openResolve({ servers: [server.address], hostsFile: '/nowhere' }),
    policy: openPolicy({
      hosts: new Set([HOST]),
      addresses: new Set(['127.0.0.1']),
      ports: new Set(ports),
      probes: new Set(),
      isAllowedAddress: (ip) => ip.startsWith('127.'),
    }),
  });
}

const of = (type: DnsRecord['type'], ...data: readonly string[]): Reply => ({
  records: data.map((each): DnsRecord => ({ type, data: each })),
});
const toLoopback = (type: 'A' | 'AAAA'): Reply =>
  type === 'A' ? of('A', '127.0.0.1') : { records: [] };

/** Every kind of check that takes a host, on a name and a port. */
function checksOf(port: number): PlannedCheck[] {
  const place = `${HOST}:${port}`;
  return [
    { kind: 'dns', target: HOST },
    { kind: 'tcp', target: place },
    { kind: 'tls', target: place },
    { kind: 'quic', target: place },
    { kind: 'http', target: `http://${place}/` },
    { kind: 'http', target: `https://${place}/` },
    { kind: 'clock', target: `http://${place}/` },
    { kind: 'clock', target: `https://${place}/` },
  ];
}

function findingsOf({ results }: Swept): Record<string, string> {
  return Object.fromEntries(results.map(({ kind, finding }) => [kind, finding]));
}

describe('a name server that', () => {
  it('sends a thousand addresses: a few are tried', async () => {
    const server = await listen(
      rawServer(() => undefined),
      '0.0.0.0',
    );
    const thousand = Array.from({ length: 1000 }, (_, n) => `127.1.${n >> 8}.${n & 255}`);
    const context = await contextWith(
      (type) => (type === 'A' ? of('A', ...thousand) : { records: [] }),
      [server.port],
    );
    const swept = await run(checksOf(server.port).slice(0, 2), context);
    expect(findingsOf(swept)).toEqual({ dns: 'resolved', tcp: 'connected' });
    expect(server.contacts()).toBeLessThan(10);
    expect(swept.ms).toBeLessThan(MOST_MS);
  });

  it('sends aliases in a circle: the name leads nowhere', async () => {
    const server = await listen(rawServer(() => undefined));
    const context = await contextWith(
      () => ({
        records: [
          { type: 'CNAME', data: 'b.example.com' },
          { name: 'b.example.com', type: 'CNAME', data: HOST },
        ],
      }),
      [server.port],
    );
    const swept = await run(checksOf(server.port), context);
    expect(findingsOf(swept)).toMatchObject({ dns: 'no-address', tcp: 'no-address' });
    expect(server.contacts()).toBe(0);
  });

  it.each([
    ['0.0.0.0', 'A'],
    ['10.0.0.1', 'A'],
    ['169.254.169.254', 'A'],
    ['192.168.0.1', 'A'],
    ['::', 'AAAA'],
    ['::1', 'AAAA'],
    ['::ffff:127.0.0.1', 'AAAA'],
    ['::ffff:10.0.0.1', 'AAAA'],
    ['64:ff9b::7f00:1', 'AAAA'],
    ['fe80::1', 'AAAA'],
  ] as const)('leads a public name to %s: nothing is contacted', async (address, family) => {
    const server = await listen(
      rawServer(() => undefined),
      '::',
    );
    const context = await contextWith(
      (type) => (type === family ? of(family, address) : { records: [] }),
      [server.port],
    );
    const swept = await run(checksOf(server.port), context);
    expect(findingsOf(swept)).toEqual({
      dns: 'not-public',
      tcp: 'no-address',
      tls: 'no-address',
      quic: 'no-address',
      http: 'no-address',
      clock: 'no-answer',
    });
    for (const { kind, status } of swept.results)
      expect(status).toBe(kind === 'dns' ? 'altered' : 'inconclusive');
    expect(server.contacts()).toBe(0);
  });

  it.each<[string, Reply]>([
    ['says nothing', 'silence'],
    ['says garbage', { bytes: Buffer.alloc(400, 0xa5), id: true }],
    ['only fails', { rcode: 2 }],
    ['promises 65,535 records', { bytes: Buffer.from('8180ffffffffffffffff', 'hex'), id: true }],
  ])('%s: every check says so in its time', async (_, reply) => {
    const server = await listen(rawServer(() => undefined));
    const swept = await run(checksOf(server.port), await contextWith(() => reply, [server.port]));
    expect(findingsOf(swept)).toMatchObject({
      dns: expect.stringMatching(/^(no-answer|server-failure)$/) as string,
      tcp: 'name-unanswered',
      tls: 'name-unanswered',
      http: 'name-unanswered',
      clock: 'no-answer',
    });
    expect(swept.ms).toBeLessThan(MOST_MS);
    expect(server.contacts()).toBe(0);
  });
});

/** One byte after the other; `bytes` are the first of them. */
function trickle(bytes: string): Response {
  return (socket) => {
    let sent = 0;
    const timer = setInterval(() => socket.write(bytes[sent++] ?? 'x'), 50);
    socket.once('close', () => {
      clearInterval(timer);
    });
  };
}

const forEver =
  (start: string, rest: string): Response =>
  (socket) => {
    socket.write(start);
    writeForEver(socket, rest);
  };

describe('a server that', () => {
  it.each<[string, Response]>([
    ['never answers', () => undefined],
    ['trickles a status line', trickle('HTTP/1.1 200 ')],
    ['trickles a TLS record', trickle('\x16\x03\x03\x01')],
    [
      'sends headers without an end',
      forEver('HTTP/1.1 200 OK\r\n', `X-A: ${'b'.repeat(1000)}\r\n`),
    ],
    ['sends one header without an end', forEver('HTTP/1.1 200 OK\r\nX-A: ', 'b'.repeat(1000))],
    ['sends a body without an end', forEver('HTTP/1.1 200 OK\r\n\r\n', 'b'.repeat(1000))],
    ['sends noise without an end', forEver('', '\xff\x00\x16')],
    ['resets at the first word', (socket: Socket) => socket.resetAndDestroy()],
    ['closes at the first word', (socket: Socket) => socket.end()],
    [
      'resets in the middle of its answer',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nDa', () => socket.resetAndDestroy());
      },
    ],
    [
      'resets in the middle of a handshake',
      (socket) => {
        socket.write(Buffer.from('160303007a020000', 'hex'), () => socket.resetAndDestroy());
      },
    ],
  ])(
    '%s: every check ends in its time with a result, and nothing stays open',
    async (_, respond) => {
      const server = await listen(rawServer(respond));
      const plan = checksOf(server.port);
      const swept = await run(plan, await contextWith(toLoopback, [server.port]));
      expect(swept.results).toHaveLength(plan.length);
      expect(swept.results.filter(({ status }) => status === 'failed')).toEqual([]);
      for (const { kind, target, finding } of swept.results)
        if (kind === 'tls' || target.startsWith('https:'))
          expect(finding).not.toMatch(/trusted|answered|right/);
      expect(swept.ms).toBeLessThan(MOST_MS);
      await server.everybodyGone();
    },
  );

  it('resets as soon as a connection stands is reset, and not connected', async () => {
    const server = rawServer(() => undefined);
    server.on('connection', (socket: Socket) => socket.resetAndDestroy());
    const listening = await listen(server);
    const { port } = listening;
    const swept = await run(checksOf(port), await contextWith(toLoopback, [port]));
    expect(findingsOf(swept)).toMatchObject({ tcp: 'reset' });
    for (const { kind, status } of swept.results)
      if (kind === 'tls' || kind === 'http') expect(status).toMatch(/blocked|inconclusive/);
    await listening.everybodyGone();
  });

  it('redirects to a private address, to this machine or to a file is not followed', async () => {
    const inner = await listen(rawServer(saying('HTTP/1.1 200 OK\r\n\r\n')), '127.0.0.3');
    for (const to of [
      `http://127.0.0.3:${inner.port}/`,
      `http://localhost.:${inner.port}/`,
      `http://[::ffff:127.0.0.3]:${inner.port}/`,
      `http://2130706435:${inner.port}/`,
      'file:///etc/passwd',
    ]) {
      const server = await listen(
        rawServer(saying(`HTTP/1.1 302 Found\r\nLocation: ${to}\r\n\r\n`)),
      );
      const { results } = await run(
        [{ kind: 'http', target: `http://${HOST}:${server.port}/` }],
        await contextWith(toLoopback, [server.port, inner.port]),
      );
      expect(results[0]?.finding).toBe(to.startsWith('http') ? 'redirected' : 'answered');
      expect(server.contacts()).toBe(1);
    }
    expect(inner.contacts()).toBe(0);
  });
});
