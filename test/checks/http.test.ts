import type { Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { checkHttp } from '../../src/checks/http.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { HttpResult } from '../../src/checks/result.ts';
import { createAuthority } from '../certificates.ts';
import { freePort } from '../free-port.ts';
import { contextFor, resolutionTo } from './context.ts';
import {
  closeServers,
  listen,
  rawServer,
  saying,
  tlsServer,
  writeForEver,
  type Response,
} from './servers.ts';

const HOST = 'a.example.com';
const root = await createAuthority('Public Root');
const company = await createAuthority('Gateway CA');
const nobody = await createAuthority('Nobody');
const trust = { publicRoots: [root.cert], machineRoots: () => [company.cert] };
const good = await root.issue({ names: [HOST] });

afterEach(closeServers);

type Changes = Partial<CheckContext> & { v4?: string[]; v6?: string[] };

async function check(url: string, changes: Changes = {}): Promise<HttpResult> {
  const { v4 = ['127.0.0.1'], v6 = [], ...rest } = changes;
  const resolve = () => Promise.resolve(resolutionTo({ v4, v6 }));
  return HttpResult.parse(await checkHttp(new URL(url), contextFor({ trust, resolve, ...rest })));
}

/** What is found of a server without TLS that responds so. */
async function checkPlain(respond: Response, path = '/', changes: Changes = {}) {
  const server = await listen(rawServer(respond));
  const result = await check(`http://${HOST}:${server.port}${path}`, changes);
  await server.everybodyGone();
  return result;
}

async function checkSecure(respond: Response) {
  const { port } = await listen(tlsServer(good, {}, respond));
  return await check(`https://${HOST}:${port}/`);
}

function answer(status: number, ...headers: string[]): string {
  return [`HTTP/1.1 ${status} Words`, ...headers, 'Content-Length: 4', '', 'body'].join('\r\n');
}

it('asks once, by name, and keeps the query string to itself', async () => {
  const requests: string[] = [];
  const server = await listen(
    rawServer((socket, bytes) => {
      requests.push(bytes.toString());
      socket.end(answer(200, 'Server: nginx'));
    }),
  );
  const result = await check(`http://user:word@${HOST}:${server.port}/a/b?token=secret#part`);
  expect(requests).toEqual([
    [
      'GET /a/b HTTP/1.1',
      `host: ${HOST}:${server.port}`,
      'user-agent: login-doctor',
      'accept: */*',
      'connection: close',
      '\r\n',
    ].join('\r\n'),
  ]);
  expect(result).toMatchObject({
    kind: 'http',
    target: `http://${HOST}:${server.port}/a/b`,
    status: 'ok',
    finding: 'answered',
    evidence: {
      address: '127.0.0.1',
      status: 200,
      location: null,
      server: 'nginx',
      code: null,
    },
  });
  expect(Object.keys(result.timings).toSorted()).toEqual(['answer', 'connect', 'resolve', 'total']);
});

it.each([
  ['A.Example.com.', 'a.example.com'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['bücher.example', 'xn--bcher-kva.example'],
  ['[::1]', '::1'],
])('asks for %s as %s', async (written, host) => {
  const names: string[] = [];
  const { port } = await listen(rawServer(saying(answer(200))));
  const resolve = (name: string) => {
    names.push(name);
    return Promise.resolve(resolutionTo({ v4: ['127.0.0.1'] }));
  };
  expect(await check(`http://${written}:${port}/`, { resolve })).toMatchObject({ status: 'ok' });
  expect(names).toEqual([host]);
});

it('finds slow what takes more than three seconds', async () => {
  const respond: Response = (socket) => {
    setTimeout(() => socket.end(answer(200)), 3050);
  };
  expect(await checkPlain(respond, '/', { limitMs: 10_000 })).toMatchObject({
    status: 'slow',
    finding: 'answered',
  });
});

it.each([404, 500, 503, 999])('takes status %i for an answer', async (status) => {
  expect(await checkPlain(saying(answer(status)))).toMatchObject({
    status: 'ok',
    finding: 'answered',
    evidence: { status },
  });
});

it('connects to the family that answers', async () => {
  const { port } = await listen(rawServer(saying(answer(200))), '::1', await freePort());
  expect(await check(`http://${HOST}:${port}/`, { v6: ['::1'] })).toMatchObject({
    finding: 'answered',
    evidence: { address: '::1' },
  });
});

it('asks over TLS', async () => {
  const result = await checkSecure(saying(answer(200)));
  expect(result).toMatchObject({ status: 'ok', finding: 'answered' });
  expect(result.timings.handshake).toBeGreaterThan(0);
});

it('takes the word of the machine for a certificate, and nobody else’s', async () => {
  for (const [issuer, status, finding, code] of [
    [company, 'ok', 'answered', null],
    [nobody, 'inconclusive', 'tls-failed', 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
  ] as const) {
    const requests: string[] = [];
    const issued = await issuer.issue({ names: [HOST] });
    const server = await listen(
      tlsServer(issued, {}, (socket, bytes) => {
        requests.push(bytes.toString());
        socket.end(answer(200));
      }),
    );
    expect(await check(`https://${HOST}:${server.port}/`)).toMatchObject({
      status,
      finding,
      evidence: { code },
    });
    await server.everybodyGone();
    expect(requests.length).toBe(issuer === company ? 1 : 0);
  }
});

it('has no reply from a server that wants a certificate of ours', async () => {
  const { port } = await listen(tlsServer(good, { requestCert: true, rejectUnauthorized: true }));
  expect(await check(`https://${HOST}:${port}/`)).toMatchObject({
    finding: 'no-reply',
    evidence: { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
  });
});

it('leaves trouble with TLS to the check of TLS', async () => {
  const { port } = await listen(rawServer(saying(answer(400))));
  expect(await check(`https://${HOST}:${port}/`)).toMatchObject({
    status: 'inconclusive',
    finding: 'tls-failed',
    evidence: { address: '127.0.0.1', status: null, code: 'ERR_SSL_WRONG_VERSION_NUMBER' },
  });
});

it.each([
  ['to another host', 'http://portal.example.net/login?a=b', 'altered', 'portal.example.net'],
  ['to TLS on another host', 'https://portal.example.net/', 'altered', 'portal.example.net'],
  ['to TLS', `https://${HOST}/`, 'ok', HOST],
  ['to another page', '/elsewhere', 'ok', HOST],
  ['in the words of another protocol', '//portal.example.net', 'altered', 'portal.example.net'],
])('a redirect %s, without TLS: %s', async (_, location, status, host) => {
  expect(await checkPlain(saying(answer(302, `Location: ${location}`)))).toMatchObject({
    status,
    finding: 'redirected',
    evidence: { status: 302, location: host },
  });
});

it('takes a redirect over TLS for the word of the server', async () => {
  const respond = saying(answer(301, 'Location: https://www.example.net/'));
  expect(await checkSecure(respond)).toMatchObject({
    status: 'ok',
    finding: 'redirected',
    evidence: { location: 'www.example.net' },
  });
});

it.each(['http://', 'javascript:alert(1)', `http://${'a'.repeat(10_000)}`, ''])(
  'makes nothing of a redirect to %j',
  async (location) => {
    expect((await checkPlain(saying(answer(302, `Location: ${location}`)))).status).toBe(
      location.length > 1000 ? 'altered' : 'ok',
    );
  },
);

it.each([407, 511])(
  'takes %i over TLS for the word of the server, not of the network',
  async (status) => {
    expect(await checkSecure(saying(answer(status)))).toMatchObject({
      status: 'ok',
      finding: 'answered',
      evidence: { status },
    });
  },
);

it('follows no redirect, not even to this machine', async () => {
  const inner = await listen(rawServer(saying(answer(200))), '127.0.0.3');
  expect(
    await checkPlain(saying(answer(302, `Location: http://127.0.0.3:${inner.port}/`))),
  ).toMatchObject({
    status: 'altered',
    finding: 'redirected',
    evidence: { location: '127.0.0.3' },
  });
  expect(inner.contacts()).toBe(0);
});

it('does not connect to an address that the policy forbids, whatever name leads to it', async () => {
  const server = await listen(rawServer(saying(answer(200))));
  const policy = openPolicy({
    hosts: new Set([HOST]),
    addresses: new Set(),
    ports: new Set([server.port]),
    probes: new Set(),
  });
  expect(await check(`http://${HOST}:${server.port}/`, { policy })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-address',
    evidence: { address: null },
  });
  expect(server.contacts()).toBe(0);
});

it('tells why it did not connect', async () => {
  const port = await freePort();
  expect(await check(`http://${HOST}:${port}/`)).toMatchObject({
    status: 'blocked',
    finding: 'refused',
    evidence: { code: 'ECONNREFUSED' },
  });
  const resolve = () => Promise.resolve(resolutionTo({ failure: 'server-failure' }));
  expect(await check(`http://${HOST}:${port}/`, { resolve })).toMatchObject({
    finding: 'name-unanswered',
  });
});

it('sees a proxy that wants a login', async () => {
  expect(await checkPlain(saying(answer(407, 'Proxy-Authenticate: Basic')))).toMatchObject({
    status: 'blocked',
    finding: 'proxy-login',
    evidence: { status: 407 },
  });
});

it('sees a network that says itself that it wants a login', async () => {
  expect(await checkPlain(saying(answer(511)))).toMatchObject({
    status: 'altered',
    finding: 'captive-portal',
  });
});

it.each([
  ['keeps what it promises', answer(200).replace('body', 'good\r\n'), 'ok', 'answered'],
  ['answers otherwise', answer(200), 'altered', 'captive-portal'],
  ['answers more', answer(200).replace('body', 'goodness'), 'altered', 'captive-portal'],
  ['answers another status', answer(404), 'altered', 'captive-portal'],
  ['redirects', answer(302, 'Location: https://portal.example.net/'), 'altered', 'captive-portal'],
  ['redirects to itself', answer(302, 'Location: /login'), 'altered', 'captive-portal'],
])('a probe that %s', async (_, text, status, finding) => {
  const said = text.replace('Content-Length: 4\r\n', '');
  expect(await checkProbe(saying(said), { status: 200, body: 'good' })).toMatchObject({
    status,
    finding,
  });
});

async function checkProbe(
  respond: Response,
  promised: { status: number; body?: string },
  limitMs = 500,
) {
  const { port } = await listen(rawServer(respond));
  const url = `http://${HOST}:${port}/generate_204`;
  const network = { ...contextFor().network, probes: [{ url, ...promised }] };
  return await check(url, { network, limitMs });
}

it('knows a probe that promises no body by its status', async () => {
  expect(await checkProbe(saying('HTTP/1.1 204 Empty\r\n\r\n'), { status: 204 })).toMatchObject({
    status: 'ok',
    finding: 'answered',
  });
  expect(await checkProbe(saying(answer(200)), { status: 204 })).toMatchObject({
    status: 'altered',
    finding: 'captive-portal',
    evidence: { status: 200 },
  });
});

it('does not say what a probe answered that stopped in the middle', async () => {
  const stop: Response = (socket) => socket.write(answer(200).replace('body', 'go'));
  expect(await checkProbe(stop, { status: 200, body: 'good' })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-reply',
    evidence: { status: 200 },
  });
});

it('reads no more of a probe than could be right', async () => {
  const flood: Response = (socket) => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    writeForEver(socket, 'x'.repeat(10_000));
  };
  const result = await checkProbe(flood, { status: 200, body: 'good' }, 4000);
  expect(result).toMatchObject({ status: 'altered', finding: 'captive-portal' });
  expect(result.timings.total).toBeLessThan(2000);
});

it.each([
  ['another protocol', 'SSH-2.0-x\r\n', 'HPE_INVALID_CONSTANT'],
  ['a status that is none', 'HTTP/1.1 000 Zero\r\n\r\n', null],
  [
    'another protocol to go on with',
    'HTTP/1.1 101 Go\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n',
    null,
  ],
])('%s is no answer', async (_, text, code) => {
  expect(await checkPlain((socket) => socket.write(text))).toMatchObject({
    status: 'inconclusive',
    finding: 'not-http',
    evidence: { address: '127.0.0.1', status: null, code },
  });
});

it.each([
  ['headers', 'HTTP/1.1 200 OK\r\n', `X-A: ${'b'.repeat(1000)}\r\n`],
  ['a header', 'HTTP/1.1 200 OK\r\nX-A: ', 'b'.repeat(1000)],
  ['a status line', 'HTTP/1.1 200 ', 'b'.repeat(1000)],
  ['answers before the answer', '', 'HTTP/1.1 103 Early Hints\r\n\r\n'],
])('stops reading %s without an end', async (_, start, rest) => {
  let written = 0;
  const result = await checkPlain(
    (socket) => {
      socket.write(start);
      writeForEver(socket, rest);
      socket.once('close', () => {
        written = socket.bytesWritten;
      });
    },
    '/',
    { limitMs: 30_000 },
  );
  expect(result).toMatchObject({ status: 'inconclusive', finding: 'not-http' });
  expect(result.timings.total).toBeLessThan(5000);
  expect(written).toBeLessThan(50_000_000);
});

it.each([
  ['is silent', () => undefined, 'blocked', null],
  ['resets', (socket: Socket) => socket.resetAndDestroy(), 'blocked', 'ECONNRESET'],
  ['closes', (socket: Socket) => socket.end(), 'blocked', null],
  [
    'stops in the middle',
    (socket: Socket) => socket.write('HTTP/1.1 200 OK\r\nX-'),
    'inconclusive',
    null,
  ],
  [
    'closes in the middle',
    (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nX-'),
    'inconclusive',
    null,
  ],
  [
    'trickles',
    (socket: Socket) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.write('HTTP/1.1 200 ');
      socket.once('close', () => {
        clearInterval(timer);
      });
    },
    'inconclusive',
    null,
  ],
] as const)('a server that %s', async (_, respond, status, code) => {
  const result = await checkPlain(respond, '/', { limitMs: 300 });
  expect(result).toMatchObject({ status, finding: 'no-reply', evidence: { code } });
  expect(result.timings.total).toBeLessThan(800);
});

it('does not wait for a body that nobody needs', async () => {
  const trickle: Response = (socket) =>
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nb');
  const result = await checkPlain(trickle, '/', { limitMs: 30_000 });
  expect(result).toMatchObject({ status: 'ok', finding: 'answered' });
  expect(result.timings.total).toBeLessThan(2000);
});

it('lets go of everything when the sweep is ended', async () => {
  const ended = new AbortController();
  const result = await checkPlain(
    () => {
      ended.abort();
    },
    '/',
    { signal: ended.signal, limitMs: 30_000 },
  );
  expect(result).toMatchObject({ status: 'inconclusive', finding: 'no-reply' });
  expect(result.timings.total).toBeLessThan(1000);
});

it('takes nothing over from a header that could steer a terminal', async () => {
  const respond: Response = (socket) =>
    socket.end(Buffer.from(answer(200, `Server: a\u009b31m${'b'.repeat(1000)}`), 'latin1'));
  const { server } = (await checkPlain(respond)).evidence;
  expect(server).toBe(`a 31m${'b'.repeat(495)}`);
});
