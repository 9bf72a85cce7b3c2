import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newCode, writeCode } from '../../src/companion/pairing-code.ts';
import type { PlannedCheck } from '../../src/diagnosis/plan.ts';
import type { CaseId, Change, StoredCase } from '../../src/store/case-record.ts';
import type { DeviceId } from '../../src/store/devices.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { SweepId } from '../../src/store/sweeps.ts';
import { NOTHING_KNOWN, OPENING } from '../store/opening.ts';
import { startTestServer, type TestServer } from '../bot/console/client.ts';

/** A real server that companions may come to, and its database, which another process might write as well. */
export interface GatewayServer extends TestServer {
  readonly store: Store;
  /** An enrolment token for many machines. */
  fleetToken(mostUses?: number): Promise<string>;
  /** What was refused so far, by its code. */
  refusals(): Promise<Readonly<Record<string, number>>>;
}

const METRIC = /^login_doctor_companion_refusals_total\{code="([^"]+)"\} (\d+)$/gm;

export async function startGatewayServer(): Promise<GatewayServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'gateway-'));
  const server = await startTestServer({ DATA_DIR: dataDir });
  const store = await openStore({ dataDir, onConnectionLost: () => undefined });
  return {
    ...server,
    store,
    fleetToken: async (mostUses = 1_000_000) => {
      const now = Date.now();
      const made = { name: 'fleet', createdAt: now, createdBy: 'ada' };
      return (await store.enrolmentTokens.create({ ...made, expiresAt: now + 3_600_000, mostUses }))
        .secret;
    },
    refusals: async () => {
      const { body } = await server.call('GET', '/metrics');
      return Object.fromEntries(
        [...String(body).matchAll(METRIC)].map(([, code = '', count]) => [code, Number(count)]),
      );
    },
    stop: async () => {
      await server.stop();
      await store.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** A new case of the database. */
export async function newCase(store: Store): Promise<StoredCase> {
  const { id } = await store.cases.open({ ...OPENING, key: randomUUID(), at: Date.now() });
  const stored = await store.cases.load(id);
  if (!stored) throw new Error('the case was not stored');
  return stored;
}

async function commit(
  store: Store,
  stored: StoredCase,
  more: Pick<Partial<Change>, 'sweeps' | 'pairings'>,
  at = Date.now(),
): Promise<string> {
  return store.cases.commit(stored, {
    eventId: randomUUID(),
    at,
    pack: stored.pack,
    state: stored.state,
    ...NOTHING_KNOWN,
    words: '',
    entries: [{ by: 'ada', body: { kind: 'said', text: 'x' } }],
    deliveries: [],
    sweeps: [],
    withdrawnBy: null,
    pairings: [],
    feedback: [],
    ...more,
  });
}

/** Opens a code of a new case; as a person types it. */
export async function openCode(
  store: Store,
  at = Date.now(),
): Promise<{ readonly code: string; readonly caseId: CaseId }> {
  const stored = await newCase(store);
  for (;;) {
    const code = newCode();
    const pairings = [{ code, mark: 1, requester: 'ada' }];
    // "moved" where another code has that name by chance.
    if ((await commit(store, stored, { pairings }, at)) === 'saved')
      return { code: writeCode(code), caseId: stored.id };
  }
}

export const CHECKS: readonly PlannedCheck[] = [
  { kind: 'dns', target: 'conn.wemeet.tencent.com' },
  { kind: 'tcp', target: 'conn.wemeet.tencent.com:443' },
];

/** Asks a device for a sweep, in a new case or in that one. */
export async function askOf(
  store: Store,
  device: string,
  checks = CHECKS,
  of?: StoredCase,
  logs = false,
  at = Date.now(),
): Promise<SweepId> {
  const stored = of ?? (await newCase(store));
  const sweep = {
    mark: 1,
    place: 'box',
    checks,
    device: device as DeviceId,
    brief: {
      pack: 'tmsdk-login',
      language: 'en' as const,
      logs,
      control: null,
      endpoints: [],
    },
    requester: 'ada',
  };
  await commit(store, stored, { sweeps: [sweep] }, at);
  const job = await store.sweeps.latestOf(stored.id);
  if (!job) throw new Error('the job was not stored');
  return job.id;
}
