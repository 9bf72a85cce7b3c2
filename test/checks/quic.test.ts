import { createSocket } from 'node:dgram';
import { afterEach, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { checkQuic } from '../../src/checks/quic.ts';
import { QuicResult } from '../../src/checks/result.ts';
import { openUdpResponder } from '../../src/checks/udp-responder.ts';
import { contextFor, policyAllowing, resolutionTo } from './context.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A place for datagrams on 127.0.0.1, which says to each what `reply` returns. */
async function speak(
  reply: (datagram: Buffer, nth: number) => readonly Buffer[],
): Promise<{ port: number; got: Buffer[] }> {
  const got: Buffer[] = [];
  const socket = createSocket('udp4', (datagram, { port, address }) => {
    got.push(datagram);
    for (const answer of reply(datagram, got.length)) socket.send(answer, port, address);
  });
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve));
  closing.push(() => new Promise<void>((resolve) => socket.close(resolve)));
  return { port: socket.address().port, got };
}

async function check(
  addresses: { v4?: string[]; v6?: string[] },
  port: number,
  changes: Partial<CheckContext> = {},
): Promise<QuicResult> {
  const resolve = () => Promise.resolve(resolutionTo(addresses));
  const place = { host: 'a.example.com', port };
  return QuicResult.parse(await checkQuic(place, contextFor({ resolve, ...changes })));
}

const v4 = ['127.0.0.1'];

/** A Version Negotiation packet, written out by hand: client's source id, then its destination id, then the versions. */
function negotiation(initial: Buffer, versions: string, wrongId = false): Buffer {
  const destination = initial.subarray(6, 14);
  const source = Buffer.from(initial.subarray(15, 23));
  if (wrongId) source.writeUInt8(source.readUInt8() ^ 1);
  return Buffer.concat([
    Buffer.from('8000000000', 'hex'),
    Buffer.of(8),
    source,
    Buffer.of(8),
    destination,
    Buffer.from(versions, 'hex'),
  ]);
}

it('sends what a QUIC server must answer with its versions, and nothing that it could take for a login', async () => {
  const { port, got } = await speak((initial) => [negotiation(initial, '000000016b3343cf')]);
  expect(await check({ v4 }, port)).toMatchObject({
    kind: 'quic',
    target: `a.example.com:${port}`,
    status: 'ok',
    finding: 'answered',
    evidence: {
      address: '127.0.0.1',
      versions: ['0x00000001', '0x6b3343cf'],
      attempts: [{ outcome: 'connected' }],
    },
  });
  const [initial] = got;
  expect(got).toHaveLength(1);
  expect(initial).toHaveLength(1200);
  // Long header, fixed bit, type Initial; a reserved version; two ids of eight bytes.
  expect(initial?.toString('hex')).toMatch(/^c3(.a){4}08.{16}08/);
});

it.each([
  ['a wrong connection id', (initial: Buffer) => negotiation(initial, '00000001', true)],
  ['no version at all', (initial: Buffer) => negotiation(initial, '')],
  ['half a version', (initial: Buffer) => negotiation(initial, '0000')],
  ['the datagram itself', (initial: Buffer) => initial],
  ['a DNS answer', () => Buffer.from('12348180000000000000', 'hex')],
  ['nothing', () => Buffer.alloc(0)],
  ['the first half', (initial: Buffer) => negotiation(initial, '').subarray(0, 9)],
  ['ids longer than the datagram', () => Buffer.from('8000000000ff00', 'hex')],
])('an answer with %s is another one', async (_, answer) => {
  const { port } = await speak((initial) => [answer(initial)]);
  expect(await check({ v4 }, port)).toMatchObject({
    status: 'ok',
    finding: 'answered-otherwise',
    evidence: { address: '127.0.0.1', versions: [], attempts: [{ outcome: 'connected' }] },
  });
});

it('a forged answer before the true one spoils nothing', async () => {
  const { port } = await speak((initial) => [
    Buffer.from('noise'),
    negotiation(initial, '00000001', true),
    negotiation(initial, '00000001'),
  ]);
  expect(await check({ v4 }, port)).toMatchObject({
    finding: 'answered',
    evidence: { versions: ['0x00000001'] },
  });
});

it('keeps twenty versions of a hostile list', async () => {
  const { port } = await speak((initial) => [negotiation(initial, '0000000a'.repeat(300))]);
  const { evidence } = await check({ v4 }, port);
  expect(evidence.versions).toHaveLength(20);
});

it('a closed port is refused', async () => {
  const { port } = await speak(() => []);
  await closing.pop()?.();
  expect(await check({ v4 }, port)).toMatchObject({
    status: 'blocked',
    finding: 'refused',
    evidence: { address: null, attempts: [{ outcome: 'refused', code: 'ECONNREFUSED' }] },
  });
});

it('silence shows nothing, and ends with the limit', async () => {
  const { port } = await speak(() => []);
  const result = await check({ v4 }, port, { limitMs: 200 });
  expect(result).toMatchObject({
    status: 'inconclusive',
    finding: 'no-reply',
    evidence: { attempts: [{ outcome: 'timed-out' }] },
  });
  expect(result.timings.total).toBeLessThan(800);
});

it('sends again what got lost: the answer is slow', async () => {
  const { port } = await speak((initial, nth) =>
    nth === 1 ? [] : [negotiation(initial, '00000001')],
  );
  expect(await check({ v4 }, port, { limitMs: 5000 })).toMatchObject({
    status: 'slow',
    finding: 'answered',
  });
});

it('ends at once when the sweep is ended', async () => {
  const { port } = await speak(() => []);
  const sweep = new AbortController();
  setTimeout(() => {
    sweep.abort();
  }, 50);
  const result = await check({ v4 }, port, { limitMs: 60_000, signal: sweep.signal });
  expect(result).toMatchObject({ status: 'inconclusive', finding: 'no-reply' });
  expect(result.timings.total).toBeLessThan(1000);
});

it('is harmless where the sweep has ended before', async () => {
  const { port, got } = await speak(() => []);
  expect(await check({ v4 }, port, { signal: AbortSignal.abort() })).toMatchObject({
    status: 'inconclusive',
  });
  expect(got).toEqual([]);
});

it('tells the families apart', async () => {
  const { port } = await openUdpResponder({ host: '::1', port: 0 }).then((responder) => {
    closing.push(() => responder.close());
    return responder;
  });
  expect(await check({ v4, v6: ['::1'] }, port)).toMatchObject({
    status: 'ok',
    finding: 'answered',
    evidence: {
      address: '::1',
      attempts: [
        { address: '127.0.0.1', family: 4, outcome: 'refused' },
        { address: '::1', family: 6, outcome: 'connected' },
      ],
    },
  });
});

it('sends nothing to an address that the policy forbids', async () => {
  const { port, got } = await speak((initial) => [negotiation(initial, '00000001')]);
  const policy = policyAllowing(undefined);
  expect(await check({ v4, v6: ['::ffff:127.0.0.1'] }, port, { policy })).toMatchObject({
    status: 'inconclusive',
    finding: 'no-address',
    evidence: { attempts: [{ outcome: 'not-allowed' }, { outcome: 'not-allowed' }] },
  });
  expect(got).toEqual([]);
});

it.each([
  ['no-such-name', 'no-such-name'],
  ['no-answer', 'name-unanswered'],
] as const)('without a name (%s) it says %s', async (failure, finding) => {
  const resolve = () => Promise.resolve(resolutionTo({ failure }));
  expect(await check({}, 443, { resolve })).toMatchObject({ status: 'inconclusive', finding });
});
