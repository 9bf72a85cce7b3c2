import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openStore } from '../../src/store/store.ts';
import { startTestServer, type TestServer } from '../bot/console/client.ts';
import { freePort } from '../free-port.ts';
import { startAgent, type RealAgent } from './real-agent.ts';

const COMPANIONS = 60;
/** Of the 15 s within which companions are told to come back; a third of them is due by then. */
const WATCHED_MS = 5000;

let dataDir: string;
let environment: Readonly<Record<string, string>>;
let server: TestServer;
let agents: readonly RealAgent[];
beforeEach(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'drain-'));
  environment = { PORT: String(await freePort()), DATA_DIR: dataDir };
  server = await startTestServer(environment);
  const store = await openStore({ dataDir, onConnectionLost: () => undefined });
  const now = Date.now();
  const token = { name: 'fleet', createdAt: now, createdBy: 'ada', expiresAt: now + 3_600_000 };
  const { secret } = await store.enrolmentTokens.create({ ...token, mostUses: COMPANIONS });
  await store.close();
  agents = Array.from({ length: COMPANIONS }, () => startAgent(server.url, { ticket: secret }));
  while (agents.some(({ seen }) => seen.connected.length === 0)) await sleep(10);
});
afterEach(async () => {
  await Promise.all(agents.map((agent) => agent.stop()));
  await server.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

it('a server that stops tells companions to come back spread over a while, and they do', async () => {
  const stoppedAt = performance.now();
  await server.stop();
  while (agents.some(({ seen }) => seen.lost.length === 0)) await sleep(10);
  const lost = agents.flatMap(({ seen }) => seen.lost.slice(0, 1));
  for (const { end } of lost) expect(end).toEqual({ kind: 'drained', withinMs: 15_000 });
  const waits = lost.map(({ waitMs }) => waitMs).sort((a, b) => a - b);
  // By chance alone, all of them miss a fifth of the time less than once in 100,000 runs.
  for (let from = 0; from < 15_000; from += 3000)
    expect(waits.filter((wait) => wait >= from && wait < from + 3000)).not.toEqual([]);

  server = await startTestServer(environment);
  await sleep(WATCHED_MS);
  const passed = performance.now() - stoppedAt;
  const back = agents.filter(({ seen }) => seen.connected.length > 1);
  expect(back.length).toBeGreaterThan(0);
  expect(back.length).toBeLessThan(COMPANIONS);
  for (const { seen } of back) expect(seen.lost[0]?.waitMs).toBeLessThanOrEqual(passed);
});
