import type { CheckResult } from '../../checks/result.ts';
import { LARGEST_FRAME } from '../protocol.ts';

/** Left of the frame for what stands around the results. */
const ROOM = LARGEST_FRAME - 1024;
/** Of a long chain of certificates, the leaf and who signed it tell the most. */
const FEWEST_CERTIFICATES = 2;
const FEWEST_NAMES = 5;

function sizeOf(results: readonly CheckResult[]): number {
  return Buffer.byteLength(JSON.stringify(results));
}

/** The evidence of servers may be as long as they like to make it. */
function shortened(result: CheckResult): CheckResult {
  if (result.status === 'failed' || result.kind !== 'tls') return result;
  const { chain, names } = result.evidence;
  return {
    ...result,
    evidence: {
      ...result.evidence,
      chain: chain.slice(0, FEWEST_CERTIFICATES),
      names: names.slice(0, FEWEST_NAMES),
    },
  };
}

/** Results that one frame can hold: where it must be, with less of the certificates; null where even that is too much. */
export function fitting(results: readonly CheckResult[]): readonly CheckResult[] | null {
  if (sizeOf(results) <= ROOM) return results;
  const shorter = results.map(shortened);
  return sizeOf(shorter) <= ROOM ? shorter : null;
}
