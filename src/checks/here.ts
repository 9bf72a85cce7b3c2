import { hostname } from 'node:os';
import type { PlannedCheck, Targets } from '../diagnosis/plan.ts';
import { measure, type Findings } from './measure.ts';
import { prepareSweep, type Surroundings } from './prepare.ts';
import type { SweepEvent } from './sweep.ts';

/** Something that can measure. */
export interface Measures {
  /** Where it measures from, as a person knows the place. */
  readonly place: string;
  run(
    checks: readonly PlannedCheck[],
    targets: Targets,
    onEvent: (event: SweepEvent) => void | Promise<void>,
    signal: AbortSignal,
  ): Promise<Findings>;
}

/** Measures from this machine; `control` is the host of our own UDP responder. */
export function measuresHere(control: string | null, surroundings: Surroundings = {}): Measures {
  return {
    place: hostname(),
    run: (checks, targets, onEvent, signal) =>
      measure(prepareSweep({ checks, targets, control, signal }, surroundings), onEvent),
  };
}
