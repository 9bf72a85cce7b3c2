import type { CheckView } from '../api/messages.ts';

/** The checks of one host, or of the machine itself. */
export interface CheckGroup {
  /** Null for the machine itself. */
  readonly host: string | null;
  readonly state: 'amiss' | 'running' | 'healthy';
  readonly checks: readonly CheckView[];
}

const OF_MACHINE: ReadonlySet<CheckView['kind']> = new Set([
  'ip-families',
  'proxy',
  'clock',
  'logs',
]);
const HOST_PORT = /^\[?(.+?)\]?:(\d{1,5})$/;
const WEB_HOST = /^https?:\/\/([^/:]+|\[[^\]]+\])/;
const ADDRESS_V6 = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*$/i;

function hostOf({ kind, target }: CheckView): string | null {
  if (OF_MACHINE.has(kind) || target === '-') return null;
  if (kind === 'http') return WEB_HOST.exec(target)?.[1] ?? target;
  if (ADDRESS_V6.test(target)) return target;
  return HOST_PORT.exec(target)?.[1] ?? target;
}

/** What the target says beside the host: a port or a web address; empty where it says nothing more. */
export function restOf({ kind, target }: CheckView): string {
  if (kind === 'http' || kind === 'clock') return target;
  return ADDRESS_V6.test(target) ? '' : (HOST_PORT.exec(target)?.[2] ?? '');
}

function stateOf(checks: readonly CheckView[]): CheckGroup['state'] {
  if (checks.some(({ status }) => status !== null && status !== 'ok')) return 'amiss';
  return checks.some(({ status }) => status === null) ? 'running' : 'healthy';
}

const RANK = {
  blocked: 0,
  altered: 1,
  slow: 2,
  inconclusive: 3,
  failed: 4,
  ok: 5,
} as const satisfies Record<NonNullable<CheckView['status']>, number>;
const LAST = 6;

function rankOf({ status }: CheckView): number {
  return status === null ? LAST : RANK[status];
}

/** Checks by host; the worst come first, the checks of a host as well as the hosts. */
export function groupChecks(checks: readonly CheckView[]): CheckGroup[] {
  const groups = [...Map.groupBy(checks, hostOf)].map(([host, all]) => ({
    host,
    state: stateOf(all),
    checks: all.toSorted((a, b) => rankOf(a) - rankOf(b)),
  }));
  const worst = ({ checks: [first] }: CheckGroup): number => (first ? rankOf(first) : LAST);
  return groups.toSorted((a, b) => worst(a) - worst(b));
}
