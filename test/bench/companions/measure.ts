import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { HEARTBEAT_MS } from '../../../src/companion/protocol.ts';
import { freePort } from '../../free-port.ts';
import { lessThan, moreThan, type Measurement } from '../measurement.ts';
import { COLLECTS, SERVE, start, type Running } from '../servers.ts';
import type { DriveCommand, Driven } from './commands.ts';
import { Clients, enrolFleet, type Fleet } from './fleet.ts';

const COMPANIONS = 10_000;
/** Companions that jobs are asked of; each has one at a time. */
const AT_WORK = 2000;
const BARE = join(import.meta.dirname, 'bare-ws.ts');
const PEER = 'a bare ws server';
/** Files that a server needs beside its connections. */
const OTHER_FILES = 200;

/** Whether one process may hold so many connections; says on standard error where it may not. */
function mayHold(connections: number): boolean {
  const [, , most = ''] =
    /Max open files\s+(\S+)\s+(\S+)/.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  if (most === 'unlimited' || Number(most) >= connections + OTHER_FILES) return true;
  process.stderr.write(
    `left out: ${connections} connections need as many open files, and ${most} are allowed (ulimit -Hn)\n`,
  );
  return false;
}

async function withFleet(
  count: number,
  measure: (place: { dataDir: string; fleet: Fleet; clients: Clients }) => Promise<Measurement[]>,
): Promise<Measurement[]> {
  if (!mayHold(count)) return [];
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const clients = new Clients();
  try {
    return await measure({ dataDir, fleet: await enrolFleet(dataDir, count), clients });
  } finally {
    clients.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** KB of a connection. */
interface Weight {
  /** What it needs. */
  readonly held: number;
  /** With the garbage of ten thousand that came at once, which V8 is in no hurry to collect. */
  readonly withGarbage: number;
}

/** What each of the connections weighs that `connect` makes. */
async function weightOf(
  server: Running,
  clients: Clients,
  connect: () => Promise<unknown>,
): Promise<Weight> {
  const before = await server.settledMemory();
  await connect();
  await sleep(1000);
  const rushed = server.memory();
  const after = await server.settledMemory();
  const { connected } = await clients.count();
  if (connected !== COMPANIONS) throw new Error(`${connected} are connected`);
  await clients.leave();
  await server.stop();
  const each = (megabytes: number): number => ((megabytes - before) * 1024) / COMPANIONS;
  return { held: each(after), withGarbage: each(rushed) };
}

/** Memory of a connection: `serve` with proven companions, against a bare server with the same clients' sockets. */
export function memoryMeasurements(): Promise<Measurement[]> {
  return withFleet(COMPANIONS, async ({ dataDir, fleet, clients }) => {
    const bare = await start(BARE, { flags: COLLECTS });
    const theirs = await weightOf(bare, clients, () => clients.bare(bare.address, COMPANIONS));
    const environment = { PORT: '0', DATA_DIR: dataDir };
    const ours = await start(SERVE, { flags: COLLECTS, environment });
    const url = new URL(ours.address).origin;
    const mine = await weightOf(ours, clients, () => clients.companions(url, fleet));
    const line = (of: keyof Weight, peer: string): Measurement =>
      lessThan('companions-10k-memory', 'KB each', mine[of], theirs[of], peer);
    return [line('held', PEER), line('withGarbage', `${PEER}, garbage too`)];
  });
}

/** The same command for our gateway and for the bare server, each with the same number of clients. */
async function drive(command: DriveCommand): Promise<{ ours: Driven; bare: Driven } | null> {
  let answers: { ours: Driven; bare: Driven } | null = null;
  await withFleet(AT_WORK, async ({ dataDir, fleet, clients }) => {
    const peer = await start(BARE, { hasChannel: true });
    await clients.bare(peer.address, AT_WORK);
    const bare = (await peer.ask(command)) as Driven;
    await clients.leave();
    await peer.stop();
    const server = await start(join(import.meta.dirname, 'job-server.ts'), {
      args: [dataDir],
      hasChannel: true,
    });
    await clients.companions(server.address, fleet);
    const ours = (await server.ask(command)) as Driven;
    await server.kill();
    answers = { ours, bare };
    return [];
  });
  return answers;
}

/** Jobs at a fixed rate: from asking to the saved end. */
export async function steadyJobMeasurements(): Promise<Measurement[]> {
  const driven = await drive({ kind: 'at-rate', perSecond: 500, seconds: 10 });
  if (!driven) return [];
  const { ours, bare } = driven;
  return [
    lessThan('jobs-500', 'ms, p99', ours.p99, bare.p99, `${PEER}, p99`),
    lessThan('jobs-500', 'ms, p50', ours.p50, bare.p50, `${PEER}, p50`),
  ];
}

/** As many jobs as go through, many at the same time. */
export async function mostJobMeasurements(): Promise<Measurement[]> {
  const driven = await drive({ kind: 'at-most', sideBySide: 64, seconds: 10 });
  if (!driven) return [];
  return [moreThan('jobs-max', 'jobs/s', driven.ours.perSecond, driven.bare.perSecond, PEER)];
}

/** What a try meets while nobody listens; more than that, a user would be told. */
const NOBODY_THERE = /ECONNREFUSED|ECONNRESET|socket hang up/;

/** Seconds from the kill of the server, which starts again at once, until everybody is back. */
async function secondsUntilBack(
  clients: Clients,
  server: Running,
  again: () => Promise<Running>,
): Promise<number> {
  // A connection that broke sooner makes its companion wait longer.
  await sleep(HEARTBEAT_MS + 1000);
  const from = performance.now();
  await server.kill();
  const restarted = await again();
  for (let connected = 0; connected < COMPANIONS;) {
    await sleep(100);
    const answer = await clients.count();
    ({ connected } = answer);
    const wrong = Object.entries(answer.misses).filter(([what]) => !NOBODY_THERE.test(what));
    if (wrong.length > 0)
      throw new Error(`not everybody came back unseen: ${JSON.stringify(wrong)}`);
  }
  const seconds = (performance.now() - from) / 1000;
  await clients.leave();
  await restarted.stop();
  return seconds;
}

/** A server is killed and starts again; every companion comes back by itself. */
export function reconnectMeasurements(): Promise<Measurement[]> {
  return withFleet(COMPANIONS, async ({ dataDir, fleet, clients }) => {
    const barePort = await freePort();
    const startBare = (): Promise<Running> => start(BARE, { args: [String(barePort)] });
    const bare = await startBare();
    await clients.bare(bare.address, COMPANIONS);
    const theirs = await secondsUntilBack(clients, bare, startBare);
    const environment = { PORT: String(await freePort()), DATA_DIR: dataDir };
    const startServe = (): Promise<Running> => start(SERVE, { environment });
    const ours = await startServe();
    await clients.companions(new URL(ours.address).origin, fleet);
    const mine = await secondsUntilBack(clients, ours, startServe);
    return [lessThan('reconnect-10k', 's', mine, theirs, PEER)];
  });
}
