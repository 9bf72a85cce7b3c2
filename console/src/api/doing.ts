import { useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem.ts';

/** A request that changes something, from the press of a button to its answer. */
export interface Doing {
  readonly isBusy: boolean;
  readonly problem: Problem | null;
  /** Whether it was done; one at a time, what comes in between is not. */
  readonly run: (work: () => Promise<unknown>) => Promise<boolean>;
}

export function useDoing(): Doing {
  const [isBusy, setIsBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  return {
    isBusy,
    problem,
    async run(work) {
      if (isBusy) return false;
      setIsBusy(true);
      setProblem(null);
      try {
        await work();
        return true;
      } catch (thrown) {
        setProblem(asProblem(thrown));
        return false;
      } finally {
        setIsBusy(false);
      }
    },
  };
}
