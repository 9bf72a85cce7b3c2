/** One line of the benchmarks: a value of ours beside the same value of a peer, both taken in the same run. */
export interface Measurement {
  name: string;
  value: number;
  unit: string;
  peer: string;
  peerValue: number;
  /** How many times better than the peer we are; above 1 we are ahead. */
  ratio: number;
}

/** A line for a value that is better when smaller: time, memory. */
export function lessThan(
  name: string,
  unit: string,
  ours: number,
  peerValue: number,
  peer: string,
): Measurement {
  return { name, value: ours, unit, peer, peerValue, ratio: peerValue / ours };
}

/** A line for a value that is better when larger: throughput, recall. */
export function moreThan(
  name: string,
  unit: string,
  ours: number,
  peerValue: number,
  peer: string,
): Measurement {
  return { name, value: ours, unit, peer, peerValue, ratio: ours / peerValue };
}

/** The middle value; of an even number, the mean of the two in the middle. NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

export interface Timing {
  /** A round repeats the call until this much time has passed; one call at least. */
  readonly minMs?: number;
  readonly rounds?: number;
}

/** Milliseconds per call over one round. */
function roundOf(run: () => unknown, minMs: number): number {
  const start = performance.now();
  let calls = 0;
  let elapsed: number;
  do {
    run();
    calls++;
    elapsed = performance.now() - start;
  } while (elapsed < minMs);
  return elapsed / calls;
}

/**
 * Median milliseconds per call of each of `runs`. Their rounds take turns, so that what else the machine does hits
 * all of them alike; a first round of each warms up and is not counted.
 */
export function timesPerCall(
  runs: readonly (() => unknown)[],
  { minMs = 100, rounds = 5 }: Timing = {},
): number[] {
  const times = runs.map((): number[] => []);
  for (let round = 0; round <= rounds; round++)
    runs.forEach((run, at) => {
      const time = roundOf(run, minMs);
      if (round > 0) times[at]?.push(time);
    });
  return times.map(median);
}
