import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readIdentity } from '../../src/companion/agent/identity.ts';
import { createKeys } from '../../src/companion/signing.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { emptyPlace } from '../store/places.ts';
import { askOf } from './gateway-server.ts';
import { fleetToken, startOwnGateway, type OwnGateway } from './own-gateway.ts';
import { startAgent, type RealAgent } from './real-agent.ts';

const HOUR_MS = 60 * 60_000;

/** While a companion stays connected, somebody sets the clock of the server. */
describe('a companion whose server’s clock is set', () => {
  let store: Store;
  let own: OwnGateway;
  let agent: RealAgent;
  let clock: number;
  let remove: () => Promise<void>;

  beforeEach(async () => {
    const empty = await emptyPlace('sqlite');
    ({ remove } = empty);
    clock = Date.now();
    store = await openStore(empty.place);
    own = await startOwnGateway(store, createKeys(), { now: () => clock });
    agent = startAgent(own.url, { ticket: await fleetToken(store) });
    await vi.waitFor(() => {
      expect(agent.seen.connected).toHaveLength(1);
    });
  });
  afterEach(async () => {
    await agent.stop();
    await own.stop();
    await store.close();
    await remove();
    expect(own.errors).toEqual([]);
  });

  it.each([
    ['back by two hours', -2 * HOUR_MS],
    ['forward by two days', 48 * HOUR_MS],
  ])('%s goes on taking jobs on the same connection', async (_, by) => {
    clock += by;
    const device = readIdentity(agent.folder)?.device ?? '';
    const job = await askOf(store, device, undefined, undefined, false, clock);
    const asked = await store.jobs.find(job);
    if (asked) own.gateway.jobs.changed(asked.caseId);
    await vi.waitFor(async () => {
      expect((await store.jobs.find(job))?.endedAt).not.toBeNull();
    });
    expect(await store.jobs.find(job)).toMatchObject({ status: 'finished', reason: null });
    expect(agent.seen).toMatchObject({ refused: [], lost: [] });
  });
});
