import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { CheckContext } from '../../src/checks/check.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { openResolve } from '../../src/checks/resolve.ts';
import { sweep } from '../../src/checks/sweep.ts';
import { hostPortOf } from '../../src/diagnosis/target.ts';
import { prepareFailedLogin } from '../lab/failed-login.ts';
import { isAllowedInLab } from '../lab/surroundings.ts';
import { serverOf } from '../lab/world.ts';
import { startExporter } from './exporter.ts';
import { partOf } from './sweep-user.ts';

/**
 * Runs on the user's machine: the TCP checks of a sweep, by turns with what others need for the same places. Its only
 * argument is a WantedTcp, it prints a TcpTimings. The first round warms up. Everybody's time is from the request to the last
 * answer, and nobody's start is counted:
 *
 * - Ours: from the start of a sweep of these checks alone until its last result is told. Each check resolves its name
 *   (anew in every round), connects over IPv4 and over IPv6, and waits for 150 ms whether the connection stands.
 * - The exporter is running; one HTTP request a place, all at once. It resolves the name, connects over one family, and
 *   hangs up.
 * - nmap is given addresses, because it would resolve names one after the other before it begins, and scans one family. So
 *   in this comparison our checks get the same IPv4 addresses and resolve nothing. Its time is the one that it prints
 *   itself, in steps of 10 ms, from its first line of code to its last; what the system needs to load it is not in it.
 *   It scans every port of the list on every host: those that are nobody's are closed and say so at once.
 */

export interface WantedTcp {
  /** How many checks the whole sweep has, of which these are the TCP part. */
  readonly checks: number;
  readonly rounds: number;
  readonly withNmap: boolean;
  readonly withExporter: boolean;
}

/** Milliseconds of each round; none of a peer that was not wanted. */
export interface TcpTimings {
  readonly oursByName: readonly number[];
  readonly exporter: readonly number[];
  readonly oursByAddress: readonly number[];
  readonly nmap: readonly number[];
}

interface Place {
  readonly target: string;
  readonly address: string;
  readonly port: number;
}

const LIMIT_MS = 10_000;

async function millisecondsOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

async function connectAll(targets: readonly string[], context: CheckContext): Promise<void> {
  const plan = targets.map((target) => ({ kind: 'tcp' as const, target }));
  for await (const event of sweep(plan, context))
    if (event.kind === 'ended' && event.result.status !== 'ok')
      throw new Error(`${event.result.target}: ${event.result.finding}`);
}

async function nmapMilliseconds(places: readonly Place[]): Promise<number> {
  const ports = [...new Set(places.map(({ port }) => port))].join(',');
  const addresses = new Set(places.map(({ address }) => address));
  const options = ['-sT', '-Pn', '-n', '-oG', '-', `-p${ports}`];
  const { stdout } = await promisify(execFile)('nmap', [...options, ...addresses]);
  const missed = places.find(
    ({ address, port }) => !new RegExp(`^Host: ${address} .*\\b${port}/open/`, 'm').test(stdout),
  );
  const seconds = Number(/scanned in ([\d.]+) seconds/.exec(stdout)?.[1]);
  if (missed || Number.isNaN(seconds)) throw new Error(`nmap has not scanned all: ${stdout}`);
  return seconds * 1000;
}

async function time({ checks, rounds, withNmap, withExporter }: WantedTcp): Promise<TcpTimings> {
  const { prepared, world } = await prepareFailedLogin({ limitMs: LIMIT_MS });
  const { context } = prepared;
  const places = partOf(prepared.plan, checks).flatMap(({ kind, target }): Place[] => {
    const place = kind === 'tcp' ? hostPortOf(target) : null;
    return place ? [{ target, address: serverOf(world, place.host).v4, port: place.port }] : [];
  });
  const addresses = new Set(places.map(({ address }) => address));
  const byAddress: CheckContext = {
    ...context,
    policy: openPolicy({
      hosts: new Set(),
      addresses,
      ports: new Set(places.map(({ port }) => port)),
      probes: new Set(),
      isAllowedAddress: isAllowedInLab,
    }),
  };
  const targets = places.map(({ target }) => target);
  const numbered = places.map(({ address, port }) => `${address}:${port}`);
  const timings: Record<keyof TcpTimings, number[]> = {
    oursByName: [],
    exporter: [],
    oursByAddress: [],
    nmap: [],
  };
  const exporter = withExporter ? await startExporter(process.env.HOME ?? '') : null;
  try {
    for (let round = 0; round <= rounds; round++) {
      const add = (whose: keyof TcpTimings, ms: number): void => {
        if (round > 0) timings[whose].push(ms);
      };
      if (exporter) {
        const anew = { ...context, resolve: openResolve() };
        add('oursByName', await millisecondsOf(() => connectAll(targets, anew)));
        const probeAll = (): Promise<unknown> => Promise.all(targets.map(exporter.probe));
        add('exporter', await millisecondsOf(probeAll));
      }
      if (withNmap) {
        add('oursByAddress', await millisecondsOf(() => connectAll(numbered, byAddress)));
        add('nmap', await nmapMilliseconds(places));
      }
    }
  } finally {
    await exporter?.stop();
  }
  return timings;
}

const wanted = JSON.parse(process.argv[2] ?? '') as WantedTcp;
process.stdout.write(JSON.stringify(await time(wanted)));
