import type { NetworkFile, ToolsFile } from '../knowledge/network-schema.ts';
import type { Policy } from './policy.ts';
import type { Resolve } from './resolve.ts';
import type { Trust } from './trust.ts';

/** What every check of a sweep works with. */
export interface CheckContext {
  /** Aborts when the sweep is ended. */
  readonly signal: AbortSignal;
  /** The check ends by itself after this many milliseconds, with what it has found by then. */
  readonly limitMs: number;
  /** Names are resolved once a sweep, for all its checks. */
  readonly resolve: Resolve;
  readonly policy: Policy;
  readonly trust: Trust;
  readonly network: NetworkFile;
  readonly tools: ToolsFile['tools'];
  /** Hosts of the product that answer TLS on port 443, to measure the machine itself against. */
  readonly references: readonly string[];
}

/** Aborts when the sweep is ended or the check's time is over. */
export function deadline({
  signal,
  limitMs,
}: Pick<CheckContext, 'signal' | 'limitMs'>): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
}
