import { getCACertificates } from 'node:tls';
import type { CheckContext } from '../../src/checks/check.ts';
import type { CheckResult } from '../../src/checks/result.ts';
import { sweep } from '../../src/checks/sweep.ts';
import type { PlannedCheck } from '../../src/diagnosis/plan.ts';
import { prepareFailedLogin } from '../lab/failed-login.ts';

/**
 * Runs on the user's machine: one sweep, and no more, as in a process of `login-doctor check`. Its only argument is a
 * WantedSweep, it prints a SweepTiming. Counted is the time from the start of the sweep until its last result is told, with
 * all that is done for the first time; not counted are the start of the process, loading the pack, and planning.
 */

export interface WantedSweep {
  readonly how: 'side-by-side' | 'one-after-the-other';
  /** The limit of one check. */
  readonly limitMs: number;
  /** So many checks out of the plan. */
  readonly checks?: number;
  /** Only this one of them, as SweepTiming names it. */
  readonly only?: string;
  /** The text names no address, so none is pinged: the slowest check by far is missing. */
  readonly withoutPing?: boolean;
}

export interface SweepTiming {
  readonly ms: number;
  /** The check that took longest. */
  readonly slowest: string;
  readonly results: readonly Pick<CheckResult, 'kind' | 'target' | 'status' | 'finding'>[];
}

/** As many checks of a plan as are wanted: of each kind as large a part as of the others, but at least one. */
export function partOf(plan: readonly PlannedCheck[], wanted: number): PlannedCheck[] {
  const ranked = [...Map.groupBy(plan, ({ kind }) => kind).values()].flatMap((same) =>
    same.map((check, at) => ({ check, rank: at / same.length })),
  );
  const chosen = ranked.sort((a, b) => a.rank - b.rank).slice(0, wanted);
  return plan.filter((check) => chosen.some((each) => each.check === check));
}

function nameOf({ kind, target }: PlannedCheck): string {
  return `${kind} ${target}`;
}

async function resultsOf(
  plan: readonly PlannedCheck[],
  context: CheckContext,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for await (const event of sweep(plan, context))
    if (event.kind === 'ended') results.push(event.result);
  return results;
}

async function run(
  how: WantedSweep['how'],
  plan: readonly PlannedCheck[],
  context: CheckContext,
): Promise<CheckResult[]> {
  if (how === 'side-by-side') return resultsOf(plan, context);
  const results: CheckResult[] = [];
  // Names are resolved only once here too.
  for (const check of plan) results.push(...(await resultsOf([check], context)));
  return results;
}

async function time({
  how,
  limitMs,
  checks = Infinity,
  only,
  withoutPing = false,
}: WantedSweep): Promise<SweepTiming> {
  const { prepared } = await prepareFailedLogin({
    limitMs,
    isBare: withoutPing,
    // Reading the real public roots is a part of every real sweep.
    moreRoots: getCACertificates('bundled'),
  });
  const part = partOf(prepared.plan, checks);
  const plan = only === undefined ? part : part.filter((check) => nameOf(check) === only);
  const started = performance.now();
  const results = await run(how, plan, prepared.context);
  const ms = performance.now() - started;
  const bySlowness = results.toSorted((a, b) => (b.timings.total ?? 0) - (a.timings.total ?? 0));
  return {
    ms,
    slowest: bySlowness[0] ? nameOf(bySlowness[0]) : '',
    results: results.map(({ kind, target, status, finding }) => ({
      kind,
      target,
      status,
      finding,
    })),
  };
}

if (import.meta.main) {
  const wanted = JSON.parse(process.argv[2] ?? '') as WantedSweep;
  process.stdout.write(JSON.stringify(await time(wanted)));
}
