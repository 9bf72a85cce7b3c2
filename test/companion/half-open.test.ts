import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createKeys } from '../../src/companion/signing.ts';
import { isConnected, type StoredDevice } from '../../src/store/devices.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { emptyPlace } from '../store/places.ts';
import { askOf, newCase } from './gateway-server.ts';
import { fleetToken, startOwnGateway, type OwnGateway } from './own-gateway.ts';
import { comeBack, enrol, type Admitted } from './raw-client.ts';

/** A device's line breaks without a word, and it comes to another process: the first one believes in it for a while. */

const PATIENCE = { introductionMs: 10_000, silenceMs: 60_000, lookMs: 20, refreshMs: 20 };

describe('a device that is at another process than the one that believes to have it', () => {
  const keys = createKeys();
  let store: Store;
  let one: OwnGateway;
  let other: OwnGateway;
  let first: Admitted;
  let second: Admitted;
  let witness: Admitted;
  let close: (() => Promise<void>)[];

  beforeEach(async () => {
    const { place, remove } = await emptyPlace('postgres');
    store = await openStore(place);
    close = [() => store.close(), remove];
    const gateway = async (patience = {}): Promise<OwnGateway> => {
      const own = await openStore(place);
      const started = await startOwnGateway(own, keys, patience);
      close.unshift(async () => {
        await started.stop();
        await own.close();
        expect(started.errors).toEqual([]);
      });
      return started;
    };
    one = await gateway({ patience: PATIENCE });
    other = await gateway();
    const ticket = await fleetToken(store);
    first = await enrol(one.url, ticket);
    witness = await enrol(one.url, ticket);
    second = await comeBack(other.url, first.device);
  });
  afterEach(async () => {
    for (const { client } of [first, second, witness]) client.cut();
    for (const each of close) await each();
  });

  const find = async ({ device }: Admitted): Promise<StoredDevice> => {
    const found = await store.devices.find(device.id);
    if (!found) throw new Error('the device was not stored');
    return found;
  };
  /** Until the first process has twice noted who is there: once may have begun before. */
  const noted = async (): Promise<void> => {
    for (let times = 0; times < 2; times++) {
      const { seenAt } = await find(witness);
      await expect
        .poll(async () => (await find(witness)).seenAt, { timeout: 5000 })
        .toBeGreaterThan(seenAt);
    }
  };

  it('stays noted where it is, before and after the first one finds out', async () => {
    const here = (await find(witness)).gateway;
    await expect.poll(async () => (await find(first)).gateway, { timeout: 5000 }).not.toBe(here);
    const there = (await find(first)).gateway;
    await noted();
    expect(await find(first)).toMatchObject({ gateway: there });
    first.client.cut();
    await expect.poll(() => one.gateway.connected).toBe(1);
    await noted();
    const found = await find(first);
    expect(found.gateway).toBe(there);
    expect(isConnected(found, Date.now())).toBe(true);
  });

  it('has its jobs, though the first one sent them too', async () => {
    const stored = await newCase(store);
    const job = await askOf(store, first.device.id, undefined, stored);
    one.gateway.jobs.changed(stored.id);
    expect((await second.client.message('job')).payload).toContain(job);
    expect(one.gateway.jobs.underWay).toBe(1);
    second.client.send({ kind: 'refused', job, code: 'user', about: null });
    expect(await second.client.message('taken')).toMatchObject({ job });
    expect([...one.ended, ...other.ended]).toEqual([`${job} refused`]);
    // The first one forgets it unasked.
    await expect.poll(() => one.gateway.jobs.underWay, { timeout: 5000 }).toBe(0);
  });
});
