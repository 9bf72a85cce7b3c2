import { randomBytes } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { LogOffer } from '../../src/companion/agent/log-offer.ts';
import { LogParcels } from '../../src/companion/agent/log-parcels.ts';
import { LARGEST_PART, type ToGateway } from '../../src/companion/protocol.ts';
import { createKeys } from '../../src/companion/signing.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { emptyPlace } from '../store/places.ts';
import { askOf, newCase } from './gateway-server.ts';
import { fleetToken, startOwnGateway, type OwnGateway } from './own-gateway.ts';
import { comeBack, enrol, messageFrame, type Admitted } from './raw-client.ts';
import { temporaryFolder } from './real-agent.ts';

/** Logs that mean harm, and a server that means harm to them. */

let own: OwnGateway;
let store: Store;
let remove: () => Promise<void>;
let ticket: string;

beforeAll(async () => {
  const empty = await emptyPlace('sqlite');
  ({ remove } = empty);
  store = await openStore(empty.place);
  ticket = await fleetToken(store);
  own = await startOwnGateway(store, createKeys());
});
afterAll(async () => {
  await own.stop();
  await store.close();
  await remove();
  expect(own.errors).toEqual([]);
});

async function askedForLogs(): Promise<Admitted & { readonly job: string }> {
  const admitted = await enrol(own.url, ticket);
  onTestFinished(() => {
    admitted.client.cut();
  });
  const job = await askOf(store, admitted.device.id, undefined, undefined, true);
  admitted.client.send({ kind: 'begun', job, consent: 'person' });
  return { ...admitted, job };
}

function pieces(job: string, packed: Buffer): Extract<ToGateway, { kind: 'log' }>[] {
  const count = Math.ceil(packed.length / LARGEST_PART);
  return Array.from({ length: count }, (_, part) => ({
    kind: 'log',
    job,
    part,
    isLast: part === count - 1,
    data: packed.subarray(part * LARGEST_PART, (part + 1) * LARGEST_PART).toString('base64url'),
  }));
}

describe('a device that sends logs', () => {
  it('as large as they may be, and each piece when it is asked for, is not too fast', async () => {
    const { client, job } = await askedForLogs();
    const text = randomBytes(16_500_000)
      .toString('base64')
      .replace(/.{100}/g, '$&\n');
    const sent = pieces(job, gzipSync(text, { level: 1 }));
    // More than may be sent at once.
    expect(sent.length).toBeGreaterThan(80);
    for (const piece of sent) {
      client.send(piece);
      expect(await client.message('log-taken')).toMatchObject({ part: piece.part });
    }
  });

  it('of a job for which nobody wants any, or of somebody else, is refused', async () => {
    const { client, device } = await enrol(own.url, ticket);
    const other = await askedForLogs();
    const job = await askOf(store, device.id);
    for (const of of [job, other.job, crypto.randomUUID()]) {
      client.send({ kind: 'log', job: of, part: 0, isLast: true, data: '' });
      expect(await client.message('untaken')).toMatchObject({ code: 'unknown-job', job: of });
    }
    client.cut();
  });

  it('of a job to which nobody agreed, or that was called off, also in the middle, is refused', async () => {
    const { client, device } = await enrol(own.url, ticket);
    const stored = await newCase(store);
    const job = await askOf(store, device.id, undefined, stored, true);
    await client.message('job');
    const data = gzipSync('onLogin -1018\n').toString('base64url');
    const piece = { kind: 'log', job, part: 0, isLast: false, data } as const;
    client.send(piece);
    expect(await client.message('untaken')).toMatchObject({ code: 'unknown-job', job });
    client.send({ kind: 'begun', job, consent: 'person' });
    client.send(piece);
    await client.message('log-taken');
    // Asked anew, what was asked before is called off.
    const asking = await store.cases.load(stored.id);
    await askOf(store, device.id, undefined, asking ?? stored);
    for (const next of [{ ...piece, part: 1, isLast: true, data: '' }, piece]) {
      client.send(next);
      expect(await client.message('untaken')).toMatchObject({ code: 'unknown-job', job });
    }
    client.cut();
  });

  it.each([
    ['that are no gzip', Buffer.from('onLogin -1018')],
    ['that end in the middle', gzipSync(randomBytes(1000)).subarray(0, 500)],
    ['that are a picture', gzipSync(randomBytes(100_000))],
    ['that are nothing, a hundred million times', gzipSync(Buffer.alloc(1e8))],
  ])('%s is told so, and the server goes on', async (_, packed) => {
    const { client, job } = await askedForLogs();
    const codes: string[] = [];
    for (const piece of pieces(job, packed)) {
      client.send(piece);
      let heard = await client.next();
      // The job itself comes when the gateway looks for one, be that in the middle.
      while (heard.kind === 'message' && heard.message.kind === 'job') heard = await client.next();
      if (heard.kind === 'message' && heard.message.kind === 'untaken') {
        codes.push(heard.message.code);
        break;
      }
    }
    expect(codes).toEqual(['bad-message']);
    const [piece] = pieces(job, gzipSync('onLogin -1018\n'));
    if (piece) client.send(piece);
    await client.message('log-taken');
  });

  it('when many others do waits for a free place, on the same connection', async () => {
    const [only] = pieces('', gzipSync('onLogin -1018\n'));
    if (!only) throw new Error('one was expected');
    const senders: (Admitted & { readonly job: string })[] = [];
    for (let n = 0; n < 19; n++) senders.push(await askedForLogs());
    const [busy, late] = [senders.slice(0, 16), senders.slice(16)];
    const head = { ...only, isLast: false, data: only.data.slice(0, 4) };
    for (const { client, job } of busy) {
      client.send({ ...head, job });
      await client.message('log-taken');
    }
    for (const { client, job } of late) client.send({ ...only, job });
    // What is no log is taken meanwhile.
    const [first] = late;
    const other = await askOf(store, first?.device.id ?? '');
    first?.client.send({ kind: 'refused', job: other, code: 'user', about: null });
    expect(await first?.client.message('taken')).toMatchObject({ job: other });
    busy[3]?.client.cut();
    for (const { client, job } of late) {
      const heard = await client.message('log-taken');
      expect(heard).toMatchObject({ job, part: 0 });
    }
  });

  it('and goes before they are read takes no place from others', async () => {
    const { client: first, device, job } = await askedForLogs();
    first.cut();
    const begun = messageFrame({ kind: 'begun', job, consent: 'person' });
    const data = gzipSync('x').toString('base64url').slice(0, 4);
    const piece = messageFrame({ kind: 'log', job, part: 0, isLast: false, data });
    // More than there are places; each is read only after what was said before it.
    for (let n = 0; n < 20; n++) {
      const { client } = await comeBack(own.url, device);
      client.write(Buffer.concat([...Array.from({ length: 20 }, () => begun), piece]));
      client.socket.end();
      await client.ended();
    }
    const honest = await askedForLogs();
    const [only] = pieces(honest.job, gzipSync('onLogin -1018\n'));
    if (only) honest.client.send(only);
    expect(await honest.client.message('log-taken')).toMatchObject({ job: honest.job });
  });

  it('in the wrong order begins anew', async () => {
    const { client, job } = await askedForLogs();
    const packed = gzipSync('onLogin -1018\n');
    const data = packed.toString('base64url');
    client.send({ kind: 'log', job, part: 1, isLast: true, data });
    expect(await client.message('untaken')).toMatchObject({ code: 'unexpected', job });
    client.send({ kind: 'log', job, part: 0, isLast: false, data: '' });
    await client.message('log-taken');
    client.send({ kind: 'log', job, part: 0, isLast: true, data });
    expect(await client.message('log-taken')).toMatchObject({ part: 0 });
  });
});

describe('a server that says it has logs', () => {
  function offer(folder: string): { offer: LogOffer; said: ToGateway[]; sent: string[] } {
    const said: ToGateway[] = [];
    const sent: string[] = [];
    const made = new LogOffer({
      parcels: new LogParcels(folder),
      ask: () => Promise.resolve(false),
      sources: () => {
        throw new Error('no logs are looked for');
      },
      onNone: () => undefined,
      onPacked: () => undefined,
      onSent: (job) => void sent.push(job),
      now: Date.now,
    });
    made.resume((message) => void said.push(message));
    return { offer: made, said, sent };
  }

  it('that nobody sent is not believed', () => {
    const folder = temporaryFolder();
    onTestFinished(() => {
      rmSync(folder, { recursive: true, force: true });
    });
    const { offer: made, said, sent } = offer(folder);
    for (let part = 0; part < 1000; part++) made.send(crypto.randomUUID(), part);
    expect([said, sent]).toEqual([[], []]);
    const job = crypto.randomUUID();
    mkdirSync(join(folder, 'jobs'), { recursive: true });
    writeFileSync(join(folder, 'jobs', `${job}.logs.gz`), 'x');
    made.send(job, 1);
    made.send(job, 1);
    expect(sent).toEqual([job]);
  });
});
