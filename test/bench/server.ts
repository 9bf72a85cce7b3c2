import { randomUUID } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import autocannon from 'autocannon';
import { lessThan, median, moreThan, type Measurement } from './measurement.ts';
import { start, startOurs, type Running } from './servers.ts';

const ROUNDS = 5;
const SECONDS = 2;
const BODY = JSON.stringify({ text: 'onLogin(-1002, "Token is expired")' });

async function throughput({ address }: Running): Promise<number> {
  const { requests, non2xx } = await autocannon({
    url: new URL('/api/diagnose', address).href,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: BODY,
    connections: 16,
    duration: SECONDS,
  });
  if (non2xx > 0) throw new Error(`${non2xx} requests were refused`);
  return requests.average;
}

/** `POST /api/diagnose` against a bare express route that answers the same JSON; rounds alternate. */
export async function apiMeasurements(): Promise<Measurement[]> {
  const [ours, bare] = [
    await startOurs(),
    await start(join(import.meta.dirname, 'bare-express.ts')),
  ];
  const [mine, theirs]: [number[], number[]] = [[], []];
  for (let round = 0; round <= ROUNDS; round++) {
    const [a, b] = [await throughput(ours), await throughput(bare)];
    // The first round warms up.
    if (round > 0) {
      mine.push(a);
      theirs.push(b);
    }
  }
  await Promise.all([ours.stop(), bare.stop()]);
  return [moreThan('api-diagnose', 'req/s', median(mine), median(theirs), 'a bare express route')];
}

function bareNodeMs(): number {
  const began = performance.now();
  spawnSync(process.execPath, ['--eval', '0']);
  return performance.now() - began;
}

/** From the spawn of `serve` to the line with its address, against Node starting and doing nothing. */
export async function serveMeasurements(): Promise<Measurement[]> {
  const [ours, bare]: [number[], number[]] = [[], []];
  for (let round = 0; round < 11; round++) {
    const running = await startOurs();
    ours.push(running.startMs);
    bare.push(bareNodeMs());
    await running.stop();
  }
  return [lessThan('start-serve', 'ms', median(ours), median(bare), 'bare Node')];
}

const CASES = 10_000;
const SIDE_BY_SIDE = 16;

/** Steps of cases a second, each saved on disk, and the memory before and after 10,000 cases. */
export async function caseMeasurements(): Promise<Measurement[]> {
  const server = await startOurs();
  const token = server.address.split('/').at(-1) ?? '';
  const url = new URL('/api/cases', server.address);
  const openOne = async (): Promise<void> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ id: randomUUID(), text: 'onLogin(-1002, "Token is expired")' }),
    });
    if (response.status !== 201) throw new Error(`a case was refused: ${response.status}`);
    await response.arrayBuffer();
  };
  for (let at = 0; at < 100; at++) await openOne();
  const before = server.memory();
  const began = performance.now();
  let left = CASES;
  await Promise.all(
    Array.from({ length: SIDE_BY_SIDE }, async () => {
      while (left-- > 0) await openOne();
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  const after = server.memory();
  const diagnoses = await throughput(server);
  await server.stop();
  return [
    moreThan('case-step', 'cases/s', CASES / seconds, diagnoses, 'a diagnosis that is not kept'),
    lessThan('memory-10k-cases', 'MB', after, before, 'after 100 cases'),
  ];
}
