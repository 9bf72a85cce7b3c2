export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** The share of the wait that is left to chance, so that many do not come at once. */
  readonly spread: number;
}

/** Milliseconds until try number `tries` + 1; doubled each time. `chance` is from 0 to 1. */
export function backOff(
  tries: number,
  chance: number,
  { firstMs, longestMs, spread }: BackOff,
): number {
  const wait = Math.min(longestMs, firstMs * 2 ** (tries - 1));
  return Math.round(wait * (1 + spread * (chance - 0.5)));
}
