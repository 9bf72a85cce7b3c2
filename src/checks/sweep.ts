import { on, EventEmitter } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { CheckContext } from './check.ts';
import { asLine } from './line.ts';
import type { CheckResult, NotMeasured, Refusal } from './result.ts';
import { runCheck } from './run-check.ts';

/** What a sweep tells while it runs. */
export type SweepEvent =
  | { readonly kind: 'started'; readonly check: PlannedCheck }
  | { readonly kind: 'ended'; readonly check: PlannedCheck; readonly result: CheckResult }
  /** The last one. `lagMs`: how long this machine itself was too busy to notice anything, at the most. */
  | { readonly kind: 'done'; readonly lagMs: number };

/** So many checks run side by side; a plan of the usual size runs all at once. */
const SIDE_BY_SIDE = 96;
/** What a check may take beyond its limit to put its findings together. */
const GRACE_MS = 2000;
const LAG_RESOLUTION_MS = 10;

function notMeasured(
  { kind, target }: PlannedCheck,
  finding: NotMeasured['finding'],
  why: { readonly refusal?: Refusal; readonly error?: string } = {},
): NotMeasured {
  return {
    kind,
    target,
    status: 'failed',
    finding,
    refusal: why.refusal ?? null,
    error: why.error ?? null,
    timings: {},
  };
}

/** One check with its result, whatever it does: refuses, breaks, or never ends. */
async function settled(check: PlannedCheck, context: CheckContext): Promise<CheckResult> {
  const refusal = context.policy.refuses(check);
  if (refusal) return notMeasured(check, 'not-allowed', { refusal });
  const own = new AbortController();
  const overdue = setTimeout(() => {
    own.abort();
  }, context.limitMs + GRACE_MS);
  const signal = AbortSignal.any([context.signal, own.signal]);
  const hangs = new Promise<CheckResult>((resolve) => {
    own.signal.addEventListener('abort', () => {
      resolve(notMeasured(check, 'broke', { error: 'the check did not end in its time' }));
    });
  });
  try {
    const result = await Promise.race([runCheck(check, { ...context, signal }), hangs]);
    // As the plan writes it: whoever asked knows the result by that again.
    return { ...result, target: check.target };
  } catch (error) {
    return notMeasured(check, 'broke', { error: asLine(String(error)) });
  } finally {
    clearTimeout(overdue);
  }
}

/**
 * Runs the checks of a plan side by side and tells each as it starts and ends; every check of the plan gets a result.
 * Whoever stops listening, and whoever aborts `context.signal`, ends the sweep: running checks tell what they have found
 * by then, those that had not begun are `ended-early`.
 */
export async function* sweep(
  plan: readonly PlannedCheck[],
  context: CheckContext,
): AsyncGenerator<SweepEvent, void, undefined> {
  const stopped = new AbortController();
  const signal = AbortSignal.any([context.signal, stopped.signal]);
  const events = new EventEmitter();
  const told = on(events, 'event', { close: ['done'] }) as AsyncIterableIterator<[SweepEvent]>;
  const tell = (event: SweepEvent): void => void events.emit('event', event);

  const waiting = plan.values();
  const workers = Array.from({ length: Math.min(SIDE_BY_SIDE, plan.length) }, async () => {
    for (const check of waiting) {
      if (signal.aborted) {
        tell({ kind: 'ended', check, result: notMeasured(check, 'ended-early') });
        continue;
      }
      tell({ kind: 'started', check });
      tell({ kind: 'ended', check, result: await settled(check, { ...context, signal }) });
    }
  });
  const lag = monitorEventLoopDelay({ resolution: LAG_RESOLUTION_MS });
  lag.enable();
  const done = Promise.all(workers).then(() => {
    lag.disable();
    tell({ kind: 'done', lagMs: Math.max(0, lag.max / 1e6 - LAG_RESOLUTION_MS) });
    events.emit('done');
  });
  try {
    for await (const [event] of told) yield event;
  } finally {
    stopped.abort();
    await done;
  }
}
