import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { CheckResult } from '../../src/checks/result.ts';
import type { ToGateway } from '../../src/companion/protocol.ts';
import { createKeys } from '../../src/companion/signing.ts';
import type { DeviceId } from '../../src/store/devices.ts';
import { openStore, type Store, type StorePlace } from '../../src/store/store.ts';
import { BEGIN_WITHIN_MS } from '../../src/store/sweeps.ts';
import { DATABASES, emptyPlace } from '../store/places.ts';
import { PATIENCE_MS } from '../patience.ts';
import { askOf, CHECKS, newCase } from './gateway-server.ts';
import { fleetToken, startOwnGateway, type OwnGateway } from './own-gateway.ts';
import { comeBack, enrol, type Admitted, type Enrolled } from './raw-client.ts';

/** Jobs of devices that come, go and come elsewhere, at two processes on one database. */

const RESULTS: CheckResult[] = CHECKS.map(({ kind, target }) => ({
  kind,
  target,
  status: 'failed',
  finding: 'broke',
  refusal: null,
  error: null,
  timings: {},
}));
const finished = (job: string): ToGateway => ({
  kind: 'finished',
  job,
  lagMs: 0,
  results: RESULTS,
});

describe.each(DATABASES)('on %s', (database) => {
  const keys = createKeys();
  let place: StorePlace;
  let store: Store;
  let clock: number;
  let one: OwnGateway;
  let other: OwnGateway;
  let device: Enrolled;
  let close: (() => Promise<void>)[];

  async function gateway(): Promise<OwnGateway> {
    const own = await openStore(place);
    const started = await startOwnGateway(own, keys, { now: () => clock });
    close.unshift(async () => {
      await started.stop();
      await own.close();
      expect(started.errors).toEqual([]);
    });
    return started;
  }

  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ place } = empty);
    clock = Date.now();
    store = await openStore(place);
    close = [() => store.close(), empty.remove];
    one = await gateway();
    other = await gateway();
    const { client, device: enrolled } = await enrol(one.url, await fleetToken(store));
    client.cut();
    device = enrolled;
  });
  afterEach(async () => {
    for (const each of close) await each();
  });

  async function back(to: OwnGateway): Promise<Admitted> {
    const admitted = await comeBack(to.url, device);
    onTestFinished(() => {
      admitted.client.cut();
    });
    return admitted;
  }

  it('a device that goes to the other process in the middle of a job ends it there, once', async () => {
    const job = await askOf(store, device.id);
    const first = await back(one);
    await first.client.message('job');
    first.client.send({ kind: 'begun', job, consent: 'person' });
    await vi.waitFor(async () => {
      expect(await store.jobs.find(job)).toMatchObject({ status: 'running' });
    }, PATIENCE_MS);
    // The line to the first one is still open; nobody has noticed yet.
    const second = await back(other);
    await second.client.message('job');
    expect(one.gateway.jobs.underWay + other.gateway.jobs.underWay).toBe(2);
    second.client.send({ kind: 'begun', job, consent: 'person' });
    second.client.send(finished(job));
    first.client.send(finished(job));
    expect(await second.client.message('taken')).toMatchObject({ job });
    expect(await first.client.message('taken')).toMatchObject({ job });
    expect([...one.ended, ...other.ended]).toEqual([`${job} finished`]);
    await vi.waitFor(
      () => {
        expect(one.gateway.jobs.underWay + other.gateway.jobs.underWay).toBe(0);
      },
      { timeout: 5000 },
    );
    const acts = (await store.audit.list({ jobId: job, limit: 10 })).map(({ what }) => what);
    expect(acts).toEqual(['finished', 'consented', 'asked']);
  });

  it('a device that comes back to the same process has its job again, and no more twice', async () => {
    const job = await askOf(store, device.id);
    const first = await back(one);
    await first.client.message('job');
    const second = await back(one);
    const sent = await second.client.message('job');
    expect(JSON.parse(sent.payload)).toMatchObject({ id: job, nonce: second.nonce });
    await first.client.message('unwelcome');
    first.client.cut();
    second.client.send({ kind: 'begun', job, consent: 'person' });
    second.client.send(finished(job));
    expect(await second.client.message('taken')).toMatchObject({ job });
    expect(await store.jobs.find(job)).toMatchObject({ status: 'finished', consent: 'person' });
  });

  it('more jobs than a device is sent at once come one after the other, however they end', async () => {
    const jobs: string[] = [];
    for (let n = 0; n < 9; n++) jobs.push(await askOf(store, device.id));
    const { client } = await back(one);
    const seen: string[] = [];
    while (seen.length < jobs.length) {
      const { payload } = await client.message('job');
      const { id } = JSON.parse(payload) as { id: string };
      seen.push(id);
      client.send(
        [
          finished(id),
          { kind: 'refused', job: id, code: 'user', about: null } as const,
          { kind: 'aborted', job: id, code: 'failed' } as const,
        ][seen.length % 3] ?? finished(id),
      );
    }
    expect(new Set(seen)).toEqual(new Set(jobs));
  });

  it('what a case asked for before is withdrawn, and then what it asks for now is sent', async () => {
    const stored = await newCase(store);
    const before = await askOf(store, device.id, CHECKS, stored);
    const { client } = await back(one);
    await client.message('job');
    const asking = await store.cases.load(stored.id);
    const now = await askOf(store, device.id, CHECKS, asking ?? stored);
    one.gateway.jobs.changed(stored.id);
    expect(await client.next()).toMatchObject({ message: { kind: 'withdrawn', job: before } });
    const { payload } = await client.message('job');
    expect(JSON.parse(payload)).toMatchObject({ id: now });
    expect(one.gateway.jobs.underWay).toBe(1);
  });

  it('a job that nobody begins ends in time, and what comes later is taken all the same, once', async () => {
    const job = await askOf(store, device.id);
    clock += BEGIN_WITHIN_MS + 1000;
    expect(await store.jobs.expire(clock)).toMatchObject([{ id: job, status: 'expired' }]);
    const { client } = await back(one);
    client.send(finished(job));
    expect(await client.message('taken')).toMatchObject({ job });
    const found = await store.jobs.find(job);
    expect(found).toMatchObject({ status: 'finished', isTold: false });
    client.send({ kind: 'aborted', job, code: 'failed' });
    expect(await client.message('taken')).toMatchObject({ job });
    expect(await store.jobs.find(job)).toEqual(found);
  });

  it.each([
    ['withdrawn', (job: string) => [finished(job)], ['finished thrown away: withdrawn']],
    ['revoked', (job: string) => [finished(job)], ['finished thrown away: revoked']],
    [
      'withdrawn',
      (job: string) => [{ kind: 'refused', job, code: 'user', about: null } as const],
      ['refused user'],
    ],
  ])(
    'what its user said and what ran of a job that was %s stands in the trail, once, and changes nothing',
    async (reason, said, noted) => {
      const stored = await newCase(store);
      const job = await askOf(store, device.id, CHECKS, stored);
      const asking = await store.cases.load(stored.id);
      if (reason === 'withdrawn') await askOf(store, device.id, CHECKS, asking ?? stored);
      else await one.gateway.jobs.end(device.id as DeviceId, reason);
      const calledOff = await store.jobs.find(job);
      expect(calledOff).toMatchObject({ status: 'aborted', reason });
      const [last] = said(job);
      if (!last) throw new Error('one was expected');
      const agreed = last.kind === 'finished';
      // It missed the answer, and is asked elsewhere to say it again.
      for (const to of [one, other, one]) {
        const { client } = await back(to);
        if (agreed) client.send({ kind: 'begun', job, consent: 'person' });
        client.send(last);
        expect(await client.message('taken')).toMatchObject({ job });
        client.cut();
      }
      const trail = (await store.audit.list({ jobId: job, limit: 20 }))
        .map(({ what, detail }) => `${what} ${detail}`)
        .toReversed();
      expect(trail).toEqual([
        'asked box',
        `aborted ${reason}`,
        ...(agreed ? ['consented person'] : []),
        ...noted,
      ]);
      expect(await store.jobs.find(job)).toEqual({
        ...calledOff,
        consent: agreed ? 'person' : null,
      });
      expect([...one.ended, ...other.ended].filter((each) => each.startsWith(job))).toEqual(
        reason === 'revoked' ? [`${job} aborted`] : [],
      );
    },
  );

  it.runIf(database === 'sqlite')(
    'of many jobs that are under way, none is too far down to be withdrawn',
    async () => {
      const ticket = await fleetToken(store);
      // More than one look takes in.
      for (let n = 0; n < 130; n++) {
        const { client: another, device: busy } = await enrol(one.url, ticket);
        onTestFinished(() => {
          another.cut();
        });
        for (let job = 0; job < 4; job++) await askOf(store, busy.id);
      }
      const { client } = await back(one);
      const stored = await newCase(store);
      const last = await askOf(store, device.id, CHECKS, stored);
      await vi.waitFor(
        () => {
          expect(one.gateway.jobs.underWay).toBe(521);
        },
        { timeout: 10_000 },
      );
      // Asked again in the same case, what was asked before is not wanted any more.
      const changed = await store.cases.load(stored.id);
      await askOf(store, device.id, CHECKS, changed ?? stored);
      expect(await client.message('withdrawn')).toEqual({ kind: 'withdrawn', job: last });
    },
  );

  it('a process that stops while messages come saves or leaves each, and tells nobody a lie', async () => {
    const jobs: string[] = [];
    for (let n = 0; n < 4; n++) jobs.push(await askOf(store, device.id));
    const { client } = await back(one);
    while (!(await client.message('job')).payload.includes(jobs[3] ?? ''));
    for (const job of jobs) client.send(finished(job));
    await new Promise((resolve) => setImmediate(resolve));
    await one.gateway.stop();
    const taken: string[] = [];
    let heard = await client.next();
    while (heard.kind !== 'end') {
      if (heard.kind === 'message' && heard.message.kind === 'taken') taken.push(heard.message.job);
      heard = await client.next();
    }
    for (const job of taken)
      expect(await store.jobs.find(job)).toMatchObject({ status: 'finished' });
    const again = await back(other);
    for (const job of jobs) again.client.send(finished(job));
    for (const job of jobs) expect(await again.client.message('taken')).toMatchObject({ job });
    expect(new Set([...one.ended, ...other.ended])).toEqual(
      new Set(jobs.map((job) => `${job} finished`)),
    );
    expect(one.ended.length + other.ended.length).toBe(4);
  });
});
