import { randomInt, randomUUID } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseView } from '../../src/bot/console/contract.ts';
import { readAuditLog } from '../../src/companion/agent/audit-log.ts';
import { readIdentity } from '../../src/companion/agent/identity.ts';
import { openStore, type Store, type StorePlace } from '../../src/store/store.ts';
import type { StoredSweep } from '../../src/store/sweeps.ts';
import { freePort } from '../free-port.ts';
import { insist } from './insist.ts';
import { KNOWLEDGE, Victim } from './victim.ts';

export interface JobFindings {
  readonly jobs: number;
  readonly serverKills: number;
  readonly companionKills: number;
  /** Requests that had to be sent again. */
  readonly repeats: number;
  /** How many jobs ended in which way. */
  readonly ends: Readonly<Record<string, number>>;
  /** What must not be; empty when all is well. */
  readonly wrong: readonly string[];
}

/** Who asks one companion at the same time; each waits for its job to end before it asks the next one. */
const ASKERS = 3;
const TEXT = 'onLogin(-1018, "https://acme.sso.meeting.qq.com/x failed")';
const LOOK_MS = 40;
/** A kill comes so late, at the most, after the job that it was due with. */
const JITTER_MS = 500;
/** What a server may count on, at the most: companions that never find it come back later and later. */
const SURE_LIFE_MS = 3000;
const JOB_LIMIT_MS = 120_000;

interface Asked {
  readonly caseId: string;
  readonly jobId: string;
}

interface Machine {
  readonly folder: string;
  readonly companion: Victim;
}

/** What is wrong with one job, against what the companions noted. */
async function judge(
  { cases, jobs }: Store,
  { caseId, jobId }: Asked,
  noted: { readonly runs: readonly string[]; readonly finished: ReadonlySet<string> },
): Promise<string[]> {
  const wrong: string[] = [];
  const stored = await cases.load(caseId);
  const job = await jobs.find(jobId);
  if (!stored || !job) return [`${jobId}: gone`];
  const isAsItShould =
    job.status === 'finished' || (job.status === 'aborted' && job.reason === 'restarted');
  if (!isAsItShould) wrong.push(`${jobId}: ${job.status} ${job.reason ?? ''}`);
  const times = noted.runs.filter((id) => id === jobId).length;
  if (times > 1) wrong.push(`${jobId}: was run ${times} times`);
  if (job.status === 'finished' && times === 0) wrong.push(`${jobId}: finished, and never ran`);
  if (job.status !== 'finished' && noted.finished.has(jobId))
    wrong.push(`${jobId}: a result was lost; ${job.status} ${job.reason ?? ''}`);
  const timeline = await cases.timeline(stored.id);
  const told = timeline.filter(({ body }) => /^(?:un)?measured$/.test(body.kind));
  if (told.length !== 1) wrong.push(`${jobId}: told ${told.length} times`);
  const asked = timeline.filter(
    ({ body }) => body.kind === 'effect' && body.effect === 'start-sweep',
  );
  if (asked.length !== 1) wrong.push(`${jobId}: its case asked ${asked.length} times`);
  return wrong;
}

/** Kills the server or a companion at random, `kills` times, while `jobs` jobs are asked, and looks at what is left. */
export async function crashJobs(
  place: StorePlace,
  { kills, jobs, companions }: { kills: number; jobs: number; companions: number },
): Promise<JobFindings> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = new Victim('server.ts', [KNOWLEDGE], {
    PORT: String(port),
    DATA_DIR: place.dataDir,
    LOG_LEVEL: 'error',
    ...(place.databaseUrl === undefined ? {} : { DATABASE_URL: place.databaseUrl }),
  });
  await server.start();
  const store = await openStore(place);
  const { secret } = await store.enrolmentTokens.create({
    name: 'fleet',
    createdAt: Date.now(),
    createdBy: 'the test',
    expiresAt: Date.now() + 3_600_000,
    mostUses: companions,
  });
  const machines = Array.from({ length: companions }, (_, at): Machine => {
    const folder = join(place.dataDir, `machine-${at}`);
    mkdirSync(folder);
    return {
      folder,
      companion: new Victim('companion.ts', [folder, url, `machine-${at}`, secret]),
    };
  });
  await Promise.all(machines.map(({ companion }) => companion.start()));

  const asked: Asked[] = [];
  const wrong: string[] = [];
  let begun = 0;
  let ended = 0;
  let repeats = 0;
  const post = (path: string, body: object): Promise<CaseView> =>
    insist(server, `${url}/api/cases${path}`, { id: randomUUID(), ...body }, () => repeats++);

  const ask = async (device: string): Promise<void> => {
    const { id: caseId } = await post('', { text: TEXT });
    await post(`/${caseId}/events`, { kind: 'pressed', action: 'run-checks' });
    const { sweep } = await post(`/${caseId}/events`, { kind: 'pressed', action: `on:${device}` });
    if (!sweep) throw new Error(`no job came of case ${caseId}`);
    const { id: jobId } = sweep;
    asked.push({ caseId, jobId });
    const limit = performance.now() + JOB_LIMIT_MS;
    let job: StoredSweep | null;
    do {
      await sleep(LOOK_MS);
      job = await store.jobs.find(jobId);
    } while (job?.isTold === false && performance.now() < limit);
    if (job?.isTold !== true) wrong.push(`${jobId}: nobody was told how it ended`);
    ended++;
  };
  const asking = machines.flatMap(({ folder }) => {
    const { device = null } = readIdentity(folder) ?? {};
    if (device === null) throw new Error('a companion is not paired');
    return Array.from({ length: ASKERS }, async () => {
      while (begun < jobs) {
        begun++;
        await ask(device);
      }
    });
  });
  const isOver = Promise.all(asking);

  const victims = machines.map(({ companion }) => companion);
  let servedSince = performance.now();
  const killAll = async (): Promise<void> => {
    for (let kill = 1; kill <= kills; kill++) {
      while (ended < ((kill - 0.5) * jobs) / kills) await sleep(5);
      await sleep(randomInt(JITTER_MS));
      const victim = randomInt(2) === 0 ? server : (victims[randomInt(victims.length)] ?? server);
      if (victim === server) {
        const left = servedSince + randomInt(SURE_LIFE_MS) - performance.now();
        await sleep(Math.max(0, left));
      }
      await victim.kill();
      await victim.start();
      if (victim === server) servedSince = performance.now();
    }
  };
  await Promise.all([isOver, killAll()]);

  const [serverKills, companionKills] = [
    server.kills,
    victims.reduce((sum, each) => sum + each.kills, 0),
  ];
  await Promise.all([server, ...victims].map((victim) => victim.kill()));
  const runs = machines.flatMap(({ folder }) =>
    readFileSync(join(folder, 'runs'), 'utf8').trim().split('\n'),
  );
  const finished = new Set(
    machines
      .flatMap(({ folder }) => readAuditLog(folder))
      .flatMap(({ what, job }) => (what === 'finished' && job !== null ? [job] : [])),
  );
  const ends: Record<string, number> = {};
  for (const each of asked) {
    wrong.push(...(await judge(store, each, { runs, finished })));
    const job = await store.jobs.find(each.jobId);
    const end = [job?.status, job?.reason].filter(Boolean).join(' ');
    ends[end] = (ends[end] ?? 0) + 1;
  }
  await store.close();
  return { jobs: asked.length, serverKills, companionKills, repeats, ends, wrong };
}
