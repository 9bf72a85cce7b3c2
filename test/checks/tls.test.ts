import { connect, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { TlsResult } from '../../src/checks/result.ts';
import { checkTls } from '../../src/checks/tls.ts';
import { MACHINE_TRUST } from '../../src/checks/trust.ts';
import { createAuthority, type Issued } from '../certificates.ts';
import { freePort } from '../free-port.ts';
import { contextFor, resolutionTo } from './context.ts';
import { closeServers, listen, rawServer, saying, tlsServer, writeForEver } from './servers.ts';

const HOST = 'a.example.com';
const DAY_MS = 24 * 60 * 60 * 1000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

const root = await createAuthority('Public Root', { organisation: 'Public Trust Inc.' });
const intermediate = await createAuthority('Public Issuer 1', { parent: root });
const company = await createAuthority('Gateway CA', { organisation: 'Company Security' });
const nobody = await createAuthority('Nobody');
const trust = { publicRoots: [root.cert], machineRoots: () => [root.cert, company.cert] };
const good = await intermediate.issue({ names: [HOST, '*.example.org'], organisation: 'Tencent' });

afterEach(closeServers);

async function check(
  port: number,
  changes: Partial<CheckContext> & { v4?: string[]; v6?: string[]; host?: string } = {},
): Promise<TlsResult> {
  const { v4 = ['127.0.0.1'], v6 = [], host = HOST, ...rest } = changes;
  const resolve = () => Promise.resolve(resolutionTo({ v4, v6 }));
  return TlsResult.parse(await checkTls({ host, port }, contextFor({ trust, resolve, ...rest })));
}

/** What is found of a server that shows this. */
async function checkShowing(issued: Issued, changes = {}): Promise<TlsResult> {
  const { port } = await listen(tlsServer(issued));
  return await check(port, changes);
}

it('trusts what a public root vouches for, and reports the whole chain', async () => {
  const server = await listen(tlsServer(good));
  const result = await check(server.port);
  await server.everybodyGone();
  expect(result).toMatchObject({
    kind: 'tls',
    target: `${HOST}:${server.port}`,
    status: 'ok',
    finding: 'trusted',
    evidence: {
      address: '127.0.0.1',
      protocol: 'TLSv1.3',
      names: [HOST, '*.example.org'],
      code: null,
      chain: [
        { subject: 'a.example.com, Tencent', issuer: 'Public Issuer 1' },
        { subject: 'Public Issuer 1', issuer: 'Public Root, Public Trust Inc.' },
        { subject: 'Public Root, Public Trust Inc.', issuer: 'Public Root, Public Trust Inc.' },
      ],
      attempts: [{ address: '127.0.0.1', outcome: 'connected' }],
    },
  });
  expect(result.evidence.chain[0]?.fingerprint).toMatch(/^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  expect(Object.keys(result.timings).toSorted()).toEqual([
    'connect',
    'handshake',
    'resolve',
    'total',
  ]);
});

it('asks for the host by its name, without the dot at its end', async () => {
  const names: string[] = [];
  const { port } = await listen(
    tlsServer(good, {
      SNICallback: (name, callback) => {
        names.push(name);
        callback(null);
      },
    }),
  );
  expect(await check(port, { host: 'A.Example.com.' })).toMatchObject({ finding: 'trusted' });
  expect(names).toEqual([HOST]);
});

const expired = { names: [HOST], from: inDays(-9), to: inDays(-8) };
const notYetValid = { names: [HOST], from: inDays(8), to: inDays(9) };

it.each([
  ['of an interceptor that this machine trusts', 'altered', 'replaced-trusted', company, {}],
  ['of an interceptor that nobody trusts', 'altered', 'replaced-untrusted', nobody, {}],
  ['of a trusted interceptor, expired', 'altered', 'replaced-untrusted', company, expired],
  ['of an interceptor, expired', 'altered', 'replaced-untrusted', nobody, expired],
  [
    'of a trusted interceptor, for others',
    'altered',
    'replaced-untrusted',
    company,
    { names: ['x.example'] },
  ],
  ['of others', 'altered', 'wrong-host', intermediate, { names: ['portal.example.net'] }],
  [
    'of others, expired',
    'altered',
    'wrong-host',
    intermediate,
    { ...expired, names: ['x.example'] },
  ],
  ['expired', 'blocked', 'expired', intermediate, expired],
  ['not yet valid', 'blocked', 'not-yet-valid', intermediate, notYetValid],
] as const)('certificate %s: %s, %s', async (_, status, finding, authority, wanted) => {
  const result = await checkShowing(await authority.issue({ names: [HOST], ...wanted }));
  expect(result).toMatchObject({ status, finding, evidence: { protocol: 'TLSv1.3' } });
});

it('names the root of the machine that vouches for a replaced certificate', async () => {
  const below = await createAuthority('Gateway 7', { parent: company });
  const result = await checkShowing(await below.issue({ names: [HOST] }));
  expect(result).toMatchObject({ finding: 'replaced-trusted' });
  expect(result.evidence.chain.map(({ subject }) => subject)).toEqual([
    HOST,
    'Gateway 7',
    'Gateway CA, Company Security',
  ]);
});

it('does not believe an issuer who has all of a public one but its key', async () => {
  const forged = await createAuthority('Public Root', { imitates: root });
  expect(await checkShowing(await forged.issue({ names: [HOST] }))).toMatchObject({
    finding: 'replaced-untrusted',
  });
  expect(await checkShowing(await forged.issue(expired))).toMatchObject({
    finding: 'replaced-untrusted',
  });
});

it('searches the many roots of a real machine in no great time', async () => {
  const { port } = await listen(tlsServer(good));
  const result = await check(port, { trust: MACHINE_TRUST });
  expect(result).toMatchObject({ status: 'altered', finding: 'replaced-untrusted' });
  expect(result.timings.total).toBeLessThan(1500);
});

it('does not believe what a mere server has issued', async () => {
  const server = await createAuthority(HOST, { parent: intermediate, mayIssue: false });
  expect(await checkShowing(await server.issue({ names: [HOST] }))).toMatchObject({
    finding: 'replaced-untrusted',
  });
  expect(await checkShowing(await server.issue(expired))).toMatchObject({
    finding: 'replaced-untrusted',
  });
});

it('tells an issuer left out by the server from one that nobody knows', async () => {
  const stamped = await intermediate.issue({ names: [HOST], stamped: true });
  expect(await checkShowing({ ...stamped, chain: '' })).toMatchObject({
    status: 'inconclusive',
    finding: 'incomplete-chain',
    evidence: { chain: [{ subject: HOST, issuer: 'Public Issuer 1' }] },
  });
  expect(await checkShowing({ ...good, chain: '' })).toMatchObject({
    status: 'altered',
    finding: 'replaced-untrusted',
  });
  const imitated = await nobody.issue({ names: [HOST], stamped: true });
  expect(await checkShowing({ ...imitated, chain: nobody.cert })).toMatchObject({
    finding: 'replaced-untrusted',
    evidence: { chain: [{ subject: HOST }, { subject: 'Nobody', issuer: 'Nobody' }] },
  });
});

it('cannot tell a host from others where only an address was named', async () => {
  expect(await checkShowing(good, { host: '127.0.0.1' })).toMatchObject({
    status: 'inconclusive',
    finding: 'wrong-host',
    evidence: { names: [HOST, '*.example.org'] },
  });
  const ofAddress = await intermediate.issue({ names: ['127.0.0.1'] });
  expect(await checkShowing(ofAddress, { host: '127.0.0.1' })).toMatchObject({
    status: 'ok',
    finding: 'trusted',
  });
});

it.each([
  ['plain HTTP', 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n'],
  ['another protocol', 'SSH-2.0-x\r\n'],
  ['zeros', '\0'.repeat(100)],
])('%s is no TLS', async (_, answer) => {
  const { port } = await listen(rawServer(saying(answer)));
  expect(await check(port)).toMatchObject({
    status: 'altered',
    finding: 'not-tls',
    evidence: { address: '127.0.0.1', code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  });
});

it('sees a connection that is reset because of the name in the hello', async () => {
  const { port } = await listen(
    rawServer((socket, hello) => {
      if (hello.includes(HOST)) socket.resetAndDestroy();
    }),
  );
  expect(await check(port)).toMatchObject({
    status: 'blocked',
    finding: 'reset-after-hello',
    evidence: { code: 'ECONNRESET', attempts: [{ outcome: 'connected' }] },
  });
});

it.each([
  ['resets', 'reset-after-hello', (socket: Socket) => socket.resetAndDestroy()],
  ['closes', 'closed-after-hello', (socket: Socket) => socket.end()],
  ['falls silent', 'no-handshake', () => undefined],
] as const)('sees who %s in the middle of the handshake: %s', async (_, finding, stop) => {
  const behind = await listen(tlsServer(good));
  const { port } = await listen(
    rawServer((socket, hello) => {
      const server = connect(behind.port, '127.0.0.1');
      server.write(hello);
      server.once('data', (answer: Buffer) => {
        server.destroy();
        socket.write(answer.subarray(0, answer.length - 100), () => {
          stop(socket);
        });
      });
    }),
  );
  expect(await check(port, { limitMs: 500 })).toMatchObject({ status: 'blocked', finding });
});

it('finds slow what takes more than three seconds', async () => {
  const { port } = await listen(
    tlsServer(good, {
      SNICallback: (_, callback) => {
        setTimeout(callback, 3050, null);
      },
    }),
  );
  const result = await check(port, { limitMs: 10_000 });
  expect(result).toMatchObject({ status: 'slow', finding: 'trusted' });
  expect(result.timings.handshake).toBeGreaterThan(3000);
});

it('sees a connection that is closed after the hello', async () => {
  const { port } = await listen(rawServer(saying('')));
  expect(await check(port)).toMatchObject({
    status: 'blocked',
    finding: 'closed-after-hello',
    evidence: { code: null },
  });
});

it.each([
  ['stays silent', () => undefined],
  [
    'trickles',
    (socket: Socket) => {
      let sent = 0;
      const timer = setInterval(() => socket.write(Buffer.from([[22, 3, 3, 1][sent++] ?? 0])), 20);
      socket.once('close', () => {
        clearInterval(timer);
      });
    },
  ],
])('ends at its limit where the other side %s', async (_, respond) => {
  const server = await listen(rawServer(respond));
  const started = performance.now();
  expect(await check(server.port, { limitMs: 200 })).toMatchObject({
    status: 'blocked',
    finding: 'no-handshake',
    evidence: { attempts: [{ outcome: 'connected' }] },
  });
  expect(performance.now() - started).toBeLessThan(600);
  await server.everybodyGone();
});

it('ends where the other side never does', async () => {
  // A handshake record that claims a certificate message of the greatest length, and its endless rest.
  const record = `\x16\x03\x03\x40\x00${'\x0b\xff\xff\xff'.padEnd(16_384, 'x')}`;
  const server = await listen(
    rawServer((socket) => {
      writeForEver(socket, Buffer.from(record, 'latin1'));
    }),
  );
  expect(await check(server.port)).toMatchObject({
    status: 'blocked',
    finding: 'handshake-failed',
  });
  await server.everybodyGone();
});

it.each([
  [
    'speaks TLS 1.0 only',
    { minVersion: 'TLSv1', maxVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
    'ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION',
  ],
  [
    'wants a certificate of ours',
    { maxVersion: 'TLSv1.2', requestCert: true, rejectUnauthorized: true },
    'ERR_SSL_SSL/TLS_ALERT_HANDSHAKE_FAILURE',
  ],
] as const)('a server that %s: no handshake, and why', async (_, options, code) => {
  const { port } = await listen(tlsServer(good, options));
  expect(await check(port)).toMatchObject({
    status: 'blocked',
    finding: 'handshake-failed',
    evidence: { code },
  });
});

it('judges the certificate of a server that wants one of ours only afterwards', async () => {
  const { port } = await listen(tlsServer(good, { requestCert: true, rejectUnauthorized: true }));
  expect(await check(port)).toMatchObject({ status: 'ok', finding: 'trusted' });
});

it('tells the worse of two families', async () => {
  const { port } = await listen(
    tlsServer(good, {
      SNICallback: (_, callback) => {
        setTimeout(callback, 100, null);
      },
    }),
  );
  const replaced = await nobody.issue({ names: [HOST] });
  await listen(tlsServer(replaced), '::1', port);
  expect(await check(port, { v6: ['::1'] })).toMatchObject({
    finding: 'replaced-untrusted',
    evidence: {
      address: '::1',
      attempts: [
        { address: '127.0.0.1', outcome: 'connected' },
        { address: '::1', outcome: 'connected' },
      ],
    },
  });
});

it('tells of the family that connects where the other does not', async () => {
  const { port } = await listen(tlsServer(good), '::1', await freePort());
  expect(await check(port, { v6: ['::1'] })).toMatchObject({
    status: 'ok',
    finding: 'trusted',
    evidence: {
      address: '::1',
      attempts: [
        { address: '127.0.0.1', outcome: 'refused', code: 'ECONNREFUSED' },
        { address: '::1', outcome: 'connected' },
      ],
    },
  });
});

it('shakes hands with the first address of a family only', async () => {
  const first = await listen(tlsServer(good));
  const second = await listen(tlsServer(good), '127.0.0.2', first.port);
  await check(first.port, { v4: ['127.0.0.1', '127.0.0.2'] });
  expect([first.contacts(), second.contacts()]).toEqual([1, 0]);
});

it('does not connect where the policy forbids it', async () => {
  const server = await listen(tlsServer(good));
  const policy = openPolicy({
    hosts: new Set([HOST]),
    addresses: new Set(),
    ports: new Set([server.port]),
    probes: new Set(),
  });
  expect(await check(server.port, { policy })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-address',
    evidence: { address: null, attempts: [{ address: '127.0.0.1', outcome: 'not-allowed' }] },
  });
  expect(server.contacts()).toBe(0);
});

it('tells why it did not connect', async () => {
  const port = await freePort();
  expect(await check(port)).toMatchObject({ status: 'blocked', finding: 'refused' });
  const noName = () => Promise.resolve(resolutionTo({ failure: 'no-such-name' }));
  expect(await check(port, { resolve: noName })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-such-name',
  });
});

it.each([
  ['at once', 30_000, 0],
  ['late', 800, 500],
])('lets go of everything when the sweep is ended %s', async (_, limitMs, afterMs) => {
  const ended = new AbortController();
  const server = await listen(
    rawServer(() => {
      setTimeout(() => {
        ended.abort();
      }, afterMs);
    }),
  );
  const started = performance.now();
  expect(await check(server.port, { signal: ended.signal, limitMs })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-handshake',
  });
  await server.everybodyGone();
  expect(performance.now() - started).toBeLessThan(1500);
});

it('takes nothing over from a certificate that could steer a terminal', async () => {
  const loud = await nobody.issue({ names: [HOST], organisation: 'Red \u001b[31m Inc.' });
  const { evidence } = await checkShowing(loud);
  expect(evidence.chain[0]?.subject).toBe('a.example.com, Red  [31m Inc.');
});
