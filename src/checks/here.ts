import { hostname } from 'node:os';
import { namedIn, type PlannedCheck, type Targets } from '../diagnosis/plan.ts';
import type { Findings } from './measure.ts';
import type { SweepEvent } from './sweep.ts';

/** Something that can measure. */
export interface Measures {
  /** Where it measures from, as a person knows the place. */
  readonly place: string;
  readonly run: (
    checks: readonly PlannedCheck[],
    targets: Targets,
    onEvent: (event: SweepEvent) => void | Promise<void>,
    signal: AbortSignal,
  ) => Promise<Findings>;
}

/** Measures from this machine; `control` is the host of our own UDP responder. */
export function measuresHere(control: string | null): Measures {
  return {
    place: hostname(),
    run: async (checks, targets, onEvent, signal) => {
      // Loaded when something is measured: a server starts without it.
      const [{ measure }, { prepareSweep }] = await Promise.all([
        import('./measure.ts'),
        import('./prepare.ts'),
      ]);
      const named = namedIn(targets.signals);
      return measure(prepareSweep({ checks, targets, named, control, signal }), onEvent);
    },
  };
}
