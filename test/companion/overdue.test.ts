import { afterEach, expect, it, onTestFinished } from 'vitest';
import * as contract from '../../src/bot/console/contract.ts';
import type { CheckResult } from '../../src/checks/result.ts';
import { openStore } from '../../src/store/store.ts';
import { BEGIN_WITHIN_MS } from '../../src/store/sweeps.ts';
import { startTestServer, type TestServer } from '../bot/console/client.ts';
import { emptyPlace } from '../store/places.ts';
import { askOf, newCase, startGatewayServer, type GatewayServer } from './gateway-server.ts';
import { askForPairing, press, recordedCase, RECORDED_TENANT, type Call } from './pairing.ts';
import { comeBack, enrol } from './raw-client.ts';

/** Jobs that were not done in time. */

let server: TestServer;
afterEach(() => server.stop());

const call: Call = (method, path, body) => server.call(method, path, body);
const caseAt = async (id: string): Promise<contract.CaseView> =>
  contract.CaseView.parse((await call('GET', `/api/cases/${id}`)).body);
const kindsIn = async (id: string): Promise<string[]> =>
  (await caseAt(id)).timeline.map(({ body }) => body.kind);

it('end also where companions are kept out', async () => {
  const { place, remove } = await emptyPlace('sqlite');
  const store = await openStore(place);
  onTestFinished(async () => {
    await store.close();
    await remove();
  });
  const stored = await newCase(store);
  const asked = Date.now() - BEGIN_WITHIN_MS - 1000;
  await askOf(store, crypto.randomUUID(), undefined, stored, false, asked);
  server = await startTestServer({ DATA_DIR: place.dataDir, COMPANIONS: 'off' });
  await expect.poll(() => kindsIn(stored.id), { timeout: 5000 }).toContain('unmeasured');
  expect((await caseAt(stored.id)).sweep).toMatchObject({ status: 'expired' });
  const { body } = await call('GET', '/metrics');
  expect(body).toContain('login_doctor_jobs_total{status="expired"} 1');
});

/** A job that its device began and then was away with for hours, until the case was told so. */
async function lostJob(gateway: GatewayServer): Promise<{
  readonly id: string;
  readonly bringBack: (isAsked: boolean) => Promise<void>;
}> {
  server = gateway;
  const { store, url } = gateway;
  await call('PUT', '/api/settings', { ssoDomain: RECORDED_TENANT, language: null });
  const { id } = await recordedCase(call);
  const code = (await askForPairing(call, id)).replaceAll('-', '');
  const { client, device } = await enrol(url, code);
  const job = (await client.message('job')).payload;
  const { id: jobId, checks } = JSON.parse(job) as { id: string; checks: CheckResult[] };
  client.send({ kind: 'begun', job: jobId, consent: 'person' });
  await expect.poll(async () => (await caseAt(id)).sweep?.status).toBe('running');
  client.cut();
  await store.jobs.expire(Date.now() + 2 * 60 * 60_000);
  await expect.poll(() => kindsIn(id), { timeout: 5000 }).toContain('unmeasured');
  return {
    id,
    bringBack: async (isAsked) => {
      const back = await comeBack(url, device);
      const results = checks.map(({ kind, target }) => ({
        ...{ kind, target, status: 'failed', finding: 'broke' },
        ...{ refusal: null, error: null, timings: {} },
      })) as CheckResult[];
      if (isAsked) back.client.send({ kind: 'begun', job: jobId, consent: 'person' });
      back.client.send({ kind: 'finished', job: jobId, lagMs: 0, results });
      expect(await back.client.message('taken')).toMatchObject({ job: jobId });
      back.client.cut();
    },
  };
}

it('and come back with a device after hours are told in the case, once, as late', async () => {
  const { id, bringBack } = await lostJob(await startGatewayServer());
  await bringBack(true);
  await bringBack(false);
  await expect.poll(() => kindsIn(id), { timeout: 5000 }).toContain('measured');
  const { timeline, sweep, phase } = await caseAt(id);
  expect(timeline.filter(({ body }) => body.kind === 'measured')).toHaveLength(1);
  expect(JSON.stringify(timeline.at(-1))).toContain('What box measured has come now, too late');
  expect(sweep).toMatchObject({ status: 'finished', isMeasured: true });
  // Nobody is asked anything about it, out of the blue.
  expect(phase).not.toBe('measured');
});

it('and come back when the case is about something else stand in its timeline alone', async () => {
  const { id, bringBack } = await lostJob(await startGatewayServer());
  await press(call, id, 'restart');
  const before = await caseAt(id);
  await bringBack(true);
  await expect.poll(() => kindsIn(id), { timeout: 5000 }).toContain('measured');
  const after = await caseAt(id);
  expect(after.timeline.slice(before.timeline.length).map(({ body }) => body.kind)).toEqual([
    'measured',
  ]);
  expect(after.phase).toBe(before.phase);
});
