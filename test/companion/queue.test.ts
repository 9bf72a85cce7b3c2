import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readIdentity } from '../../src/companion/agent/identity.ts';
import type { StoredSweep, SweepId } from '../../src/store/sweeps.ts';
import { askOf, startGatewayServer, type GatewayServer } from './gateway-server.ts';
import {
  measureNothing,
  startAgent,
  temporaryFolder,
  type AgentChanges,
  type RealAgent,
} from './real-agent.ts';

/** More than a device is given at a time, and than a companion lets wait. */
const JOBS = 12;

describe('more jobs than a device is given at a time', () => {
  let server: GatewayServer;
  beforeAll(async () => {
    server = await startGatewayServer();
  });
  afterAll(() => server.stop());

  const paired = async (changes: AgentChanges): Promise<RealAgent> => {
    const agent = startAgent(server.url, { ticket: await server.fleetToken(1), ...changes });
    while (agent.seen.connected.length === 0) await sleep(10);
    return agent;
  };
  const ask = async ({ folder }: RealAgent): Promise<SweepId[]> => {
    const device = readIdentity(folder)?.device ?? '';
    const jobs: SweepId[] = [];
    while (jobs.length < JOBS) jobs.push(await askOf(server.store, device));
    return jobs;
  };
  /** How they ended, in the order in which they were asked. */
  const endsOf = async (jobs: readonly SweepId[]): Promise<StoredSweep['status'][]> => {
    for (;;) {
      const stored = await Promise.all(jobs.map((id) => server.store.jobs.find(id)));
      const ends = stored.flatMap((job) => (job && job.endedAt !== null ? [job.status] : []));
      if (ends.length === jobs.length) return ends;
      await sleep(20);
    }
  };

  it('wait at the server until the device has room for them', async () => {
    const agent = await paired({
      run: async (...given) => {
        await sleep(50);
        return measureNothing(...given);
      },
    });
    expect(new Set(await endsOf(await ask(agent)))).toEqual(new Set(['finished']));
    expect(agent.seen.refused).toEqual([]);
    await agent.stop();
  });

  it('are asked one after the other of somebody who refuses each', async () => {
    const folder = temporaryFolder();
    const first = await paired({ folder });
    await first.stop();
    const jobs = await ask(first);
    const identity = readIdentity(folder);
    if (!identity) throw new Error('the companion was not paired');
    const again = startAgent(server.url, { folder, identity, ask: () => Promise.resolve(false) });
    expect(new Set(await endsOf(jobs))).toEqual(new Set(['refused']));
    await again.stop();
  });
});
