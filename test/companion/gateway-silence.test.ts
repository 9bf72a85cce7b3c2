import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { createKeys } from '../../src/companion/signing.ts';
import type { DeviceId } from '../../src/store/devices.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { emptyPlace } from '../store/places.ts';
import { PATIENCE_MS } from '../patience.ts';
import { askOf } from './gateway-server.ts';
import { fleetToken, startOwnGateway, type OwnGateway } from './own-gateway.ts';
import { comeBack, enrol, frameOf, open, OPCODES } from './raw-client.ts';

/** A gateway of little patience. */

const PATIENCE = { introductionMs: 400, silenceMs: 600, lookMs: 50, refreshMs: 60_000 };

let own: OwnGateway;
let store: Store;
let url: string;
let ticket: string;
let remove: () => Promise<void>;

beforeAll(async () => {
  const empty = await emptyPlace('sqlite');
  ({ remove } = empty);
  store = await openStore(empty.place);
  ticket = await fleetToken(store);
  own = await startOwnGateway(store, createKeys(), { patience: PATIENCE });
  ({ url } = own);
});
afterAll(async () => {
  await own.stop();
  await store.close();
  await remove();
  // What closes after the end is told to no database that is gone.
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(own.errors).toEqual([]);
});

describe('a connection on which', () => {
  it.each([
    ['nothing is said', []],
    ['only pings come', [frameOf(OPCODES.ping, 'x')]],
    ['half a frame came', [frameOf(OPCODES.text, '{"kind":', { length: 500 })]],
  ])('%s is let go in time', async (_, frames) => {
    const client = await open(url);
    await client.message('challenge');
    const begun = performance.now();
    for (const frame of frames) client.write(frame);
    const pinging = setInterval(() => {
      if (frames.length > 0) client.write(frameOf(OPCODES.ping, ''));
    }, 50);
    onTestFinished(() => {
      clearInterval(pinging);
    });
    expect(await client.refusal()).toBe('too-late');
    expect(performance.now() - begun).toBeGreaterThan(PATIENCE.introductionMs * 0.8);
    expect(own.refused.at(-1)).toBe('too-late');
  });

  it('a companion falls silent is let go, one that pings stays', async () => {
    const silent = await enrol(url, ticket);
    const alive = await enrol(url, ticket);
    const pinging = setInterval(() => {
      alive.client.write(frameOf(OPCODES.ping, ''));
    }, 100);
    onTestFinished(() => {
      clearInterval(pinging);
      alive.client.cut();
    });
    expect(own.gateway.connected).toBe(2);
    await silent.client.ended();
    await vi.waitFor(() => {
      expect(own.gateway.connected).toBe(1);
    }, PATIENCE_MS);
    expect(await alive.client.next()).toEqual({ kind: 'pong' });
  });
});

describe('a device that is revoked', () => {
  it('is cut off at once, its jobs end, and it never comes back', async () => {
    const { client, device } = await enrol(url, ticket);
    client.cut();
    const waiting = await askOf(store, device.id);
    const { client: again } = await comeBack(url, device);
    await again.message('job');
    again.send({ kind: 'begun', job: waiting, consent: 'setting' });
    await vi.waitFor(async () => {
      expect(await store.jobs.find(waiting)).toMatchObject({ status: 'running' });
    }, PATIENCE_MS);
    const begun = performance.now();
    await store.devices.revoke(device.id, { by: 'ada', at: Date.now() });
    await own.gateway.revoke(device.id as DeviceId);
    // What it says after that is not heard.
    again.send({ kind: 'finished', job: waiting, lagMs: 0, results: [] });
    expect(await again.message('unwelcome')).toMatchObject({ code: 'revoked', retryMs: null });
    await again.ended();
    expect(performance.now() - begun).toBeLessThan(1000);
    expect(await store.jobs.find(waiting)).toMatchObject({ status: 'aborted', reason: 'revoked' });
    await expect(comeBack(url, device)).rejects.toThrow('revoked');
    await expect(enrol(url, ticket, device.keys)).rejects.toThrow('bad-ticket');
  });

  it('by another process is cut off as well', async () => {
    const { client, device } = await enrol(url, ticket);
    const pinging = setInterval(() => {
      client.write(frameOf(OPCODES.ping, ''));
    }, 100);
    onTestFinished(() => {
      clearInterval(pinging);
    });
    await store.devices.revoke(device.id, { by: 'ada', at: Date.now() });
    expect(await client.message('unwelcome')).toMatchObject({ code: 'revoked' });
  });
});
