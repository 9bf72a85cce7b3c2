import type { PlannedEndpoint } from './plan-sweep.ts';
import type { PreparedSweep } from './prepare.ts';
import type { CheckResult } from './result.ts';
import { sweep, type SweepEvent } from './sweep.ts';

/** What a sweep found, and what must be known to judge it; a plain value that can be stored as JSON. */
export interface Findings {
  readonly results: readonly CheckResult[];
  /** How long the machine itself was too busy to notice an answer, at the most. */
  readonly lagMs: number;
  /** The host of our own UDP responder that was asked too; null for none. */
  readonly control: string | null;
  /** The product's endpoints as they stood in the plan. */
  readonly endpoints: readonly PlannedEndpoint[];
}

/** Runs a prepared sweep to its end, and tells what happens. */
export async function measure(
  { plan, context, control, endpoints }: PreparedSweep,
  onEvent: (event: SweepEvent) => void | Promise<void> = () => undefined,
): Promise<Findings> {
  const results: CheckResult[] = [];
  let lagMs = 0;
  for await (const event of sweep(plan, context)) {
    if (event.kind === 'ended') results.push(event.result);
    if (event.kind === 'done') ({ lagMs } = event);
    await onEvent(event);
  }
  return { results, lagMs, control, endpoints };
}
