import { hostsDropped } from '../lab/faults/ways.ts';
import type { Lab } from '../lab/lab.ts';
import { isInstalled } from '../lab/requirements.ts';
import { EXPORTER } from './exporter.ts';
import { askUser, inLab, leaveOut } from './in-lab.ts';
import { lessThan, median, type Measurement } from './measurement.ts';
import type { SweepTiming, WantedSweep } from './sweep-user.ts';
import type { TcpTimings, WantedTcp } from './tcp-user.ts';

const CHECKS = 30;
const LIMIT_MS = 10_000;
const ROUNDS = 5;
const TCP_ROUNDS = 9;

const SILENT_HOSTS = 10;
const SILENT_LIMIT_MS = 3000;
const SILENT_ROUNDS = 3;

/** In a process of its own; rejects where a check has found a fault, because there is none. */
async function healthySweep(lab: Lab, wanted: Omit<WantedSweep, 'limitMs'>): Promise<SweepTiming> {
  const timing = await askUser<SweepTiming>(lab, 'sweep-user.ts', {
    limitMs: LIMIT_MS,
    checks: CHECKS,
    ...wanted,
  } satisfies WantedSweep);
  const wrong = timing.results.find(({ status }) => status !== 'ok');
  if (wrong) throw new Error(`${wrong.kind} ${wrong.target} is ${wrong.status}: ${wrong.finding}`);
  const expected = wanted.only === undefined ? CHECKS : 1;
  if (timing.results.length !== expected)
    throw new Error(`${timing.results.length} checks were made instead of ${expected}`);
  return timing;
}

/** A sweep, and the check that took longest in it alone in a process of its own: what the first needs at the least. */
async function withSlowest(
  lab: Lab,
  withoutPing: boolean,
): Promise<{ readonly sweep: number; readonly slowest: number }> {
  const sweep = await healthySweep(lab, { how: 'side-by-side', withoutPing });
  const only = sweep.slowest;
  const slowest = await healthySweep(lab, { how: 'side-by-side', withoutPing, only });
  return { sweep: sweep.ms, slowest: slowest.ms };
}

async function wholeSweeps(lab: Lab): Promise<Measurement[]> {
  const rounds: Record<'sweep' | 'slowest' | 'serial' | 'quick' | 'quickSlowest', number>[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const { sweep, slowest } = await withSlowest(lab, false);
    const { ms: serial } = await healthySweep(lab, { how: 'one-after-the-other' });
    const quick = await withSlowest(lab, true);
    rounds.push({ sweep, slowest, serial, quick: quick.sweep, quickSlowest: quick.slowest });
  }
  const of = (what: keyof (typeof rounds)[number]): number =>
    median(rounds.map((round) => round[what]));
  const alone = 'its slowest check alone';
  return [
    lessThan('sweep-30', 'ms', of('sweep'), of('serial'), 'one after the other'),
    lessThan('sweep-30', 'ms', of('sweep'), of('slowest'), alone),
    lessThan('sweep-30-no-ping', 'ms', of('quick'), of('quickSlowest'), alone),
  ];
}

async function tcpParts(lab: Lab): Promise<Measurement[]> {
  const [withNmap, withExporter] = [isInstalled('nmap'), isInstalled(EXPORTER)];
  if (!withNmap) leaveOut('sweep-30 against nmap', 'the package nmap is not installed');
  if (!withExporter)
    leaveOut('sweep-30 against the blackbox exporter', `the package ${EXPORTER} is not installed`);
  const wanted: WantedTcp = { checks: CHECKS, rounds: TCP_ROUNDS, withNmap, withExporter };
  const timings = await askUser<TcpTimings>(lab, 'tcp-user.ts', wanted);
  const line = (ours: readonly number[], theirs: readonly number[], peer: string): Measurement =>
    lessThan('sweep-30', 'ms', median(ours), median(theirs), `${peer}, TCP part`);
  return [
    ...(withNmap ? [line(timings.oursByAddress, timings.nmap, 'nmap -sT')] : []),
    ...(withExporter ? [line(timings.oursByName, timings.exporter, 'blackbox exporter')] : []),
  ];
}

/**
 * Thirty checks of all kinds side by side, where nothing is wrong: against the same ones one after the other, against the
 * slowest one alone, and the TCP checks among them against two programs that do nothing else.
 */
export function sweepMeasurements(): Promise<Measurement[]> {
  return inLab('sweep-30', async (lab) => [...(await wholeSweeps(lab)), ...(await tcpParts(lab))]);
}

/** The whole plan where ten hosts say nothing, against the time limit that each of their checks uses up. */
export function silentMeasurements(): Promise<Measurement[]> {
  return inLab('sweep-silent', async (lab) => {
    const silent = lab.world.servers.slice(0, SILENT_HOSTS).map(({ host }) => host);
    await lab.inject([hostsDropped(silent)]);
    const rounds: number[] = [];
    for (let round = 0; round < SILENT_ROUNDS; round++) {
      const wanted: WantedSweep = { how: 'side-by-side', limitMs: SILENT_LIMIT_MS };
      const { ms, results } = await askUser<SweepTiming>(lab, 'sweep-user.ts', wanted);
      const unheard = silent.filter((host) =>
        results.some(
          ({ target, finding }) => target.startsWith(`${host}:`) && finding === 'timed-out',
        ),
      );
      if (unheard.length !== SILENT_HOSTS)
        throw new Error(`only ${unheard.length} hosts were silent`);
      rounds.push(ms);
    }
    return [lessThan('sweep-silent', 'ms', median(rounds), SILENT_LIMIT_MS, 'one time limit')];
  });
}
