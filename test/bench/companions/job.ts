import { findingsOf } from '../../conversations/recordings.ts';
import type { CheckResult } from '../../../src/checks/result.ts';

/** A small sweep: the first result of each kind that the laboratory recorded, about 4 KB. */
export const RESULTS: readonly CheckResult[] = [
  ...new Map(
    findingsOf('healthy')
      .results.toReversed()
      .map((each) => [each.kind, each]),
  ).values(),
];
export const CHECKS = RESULTS.map(({ kind, target }) => ({ kind, target }));
