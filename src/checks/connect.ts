import { connect, isIPv6, type Socket } from 'node:net';
import type { Policy } from './policy.ts';
import type { Resolution } from './resolve.ts';
import { MOST_ATTEMPTS, type Attempt, type AttemptOutcome } from './result.ts';

/** One try to reach one address. */
export interface Connection {
  readonly attempt: Attempt;
  /** Open where the attempt is `connected`; whoever asked for it must destroy it. */
  readonly socket: Socket | null;
}

/** The addresses of a name, as far as a check goes into them. */
export interface Addresses {
  readonly toTry: readonly string[];
  /** Attempts that are not made, because the policy forbids their addresses. */
  readonly notAllowed: readonly Attempt[];
}

const MOST_OF_A_FAMILY = MOST_ATTEMPTS / 2;

const OUTCOMES: Readonly<Record<string, AttemptOutcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timed-out',
};
/** This machine has run out of something: that says nothing of the network. */
const OWN_SHORTAGE = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);

export function familyOf(address: string): 4 | 6 {
  return isIPv6(address) ? 6 : 4;
}

/** At most four addresses of each family, in the order of the answer, those that may be reached first. */
export function addressesFor({ v4, v6 }: Resolution, policy: Policy): Addresses {
  const toTry: string[] = [];
  const notAllowed: Attempt[] = [];
  for (const family of [v4, v6]) {
    const allowed = family.filter((address) => policy.allowsAddress(address));
    const forbidden = family.filter((address) => !policy.allowsAddress(address));
    toTry.push(...allowed.slice(0, MOST_OF_A_FAMILY));
    notAllowed.push(
      ...forbidden
        .slice(0, Math.max(0, MOST_OF_A_FAMILY - allowed.length))
        .map((address) => attemptAt(address, 'not-allowed', 0, null)),
    );
  }
  return { toTry, notAllowed };
}

export function attemptAt(
  address: string,
  outcome: AttemptOutcome,
  ms: number,
  code: string | null,
): Attempt {
  return { address, family: familyOf(address), outcome, ms, code };
}

/** What the system's error code means for one attempt. Throws where it tells of this machine and not of the network. */
export function outcomeOf(error: unknown): { outcome: AttemptOutcome; code: string | null } {
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
  if (code === null || OWN_SHORTAGE.has(code)) throw error;
  return { outcome: OUTCOMES[code] ?? 'unreachable', code };
}

/**
 * Connects to a literal address; `timed-out` when `signal` aborts first. Rejects only where this machine itself lacks
 * something. The socket has a listener for errors already: `socket.errored` tells what came before the caller's own.
 */
export function connectTo(address: string, port: number, signal: AbortSignal): Promise<Connection> {
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const settle = (outcome: AttemptOutcome, code: string | null, open: Socket | null): void => {
      signal.removeEventListener('abort', giveUp);
      if (!open) socket.destroy();
      const ms = performance.now() - started;
      resolve({ attempt: attemptAt(address, outcome, ms, code), socket: open });
    };
    const giveUp = (): void => {
      settle('timed-out', null, null);
    };
    const socket = connect({ host: address, port, autoSelectFamily: false });
    socket.on('error', (error) => {
      try {
        const { outcome, code } = outcomeOf(error);
        settle(outcome, code, null);
      } catch (shortage) {
        signal.removeEventListener('abort', giveUp);
        reject(shortage instanceof Error ? shortage : new Error(String(shortage)));
      }
    });
    socket.once('connect', () => {
      settle('connected', null, socket);
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

/** Connects to each address side by side, and waits for all of them; in the order of `addresses`. */
export async function connectToAll(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<Connection[]> {
  const tries = await Promise.allSettled(
    addresses.map((address) => connectTo(address, port, signal)),
  );
  const connections = tries.flatMap((each) => (each.status === 'fulfilled' ? each.value : []));
  const broken = tries.find((each) => each.status === 'rejected');
  if (!broken) return connections;
  for (const { socket } of connections) socket?.destroy();
  throw broken.reason;
}

/**
 * Connects to each address side by side and goes on with the one that answers first; the others are let go. `attempts`
 * are those that had ended by then.
 */
export async function connectToFirst(
  addresses: readonly string[],
  port: number,
  signal: AbortSignal,
): Promise<{ attempts: Attempt[]; socket: Socket | null; address: string | null }> {
  const found = new AbortController();
  const either = AbortSignal.any([signal, found.signal]);
  const attempts: Attempt[] = [];
  const open: { socket: Socket; address: string }[] = [];
  const tries = addresses.map(async (address) => {
    const { attempt, socket } = await connectTo(address, port, either);
    if (open.length > 0) {
      socket?.destroy();
      return;
    }
    attempts.push(attempt);
    if (!socket) return;
    open.push({ socket, address });
    found.abort();
  });
  const broken = (await Promise.allSettled(tries)).find((each) => each.status === 'rejected');
  const first = open[0];
  if (!first && broken) throw broken.reason;
  return { attempts, socket: first?.socket ?? null, address: first?.address ?? null };
}

/** Why nothing came of a name, in the words of the checks that wanted to connect; null where it has addresses. */
export function nameFailure({
  failure,
}: Resolution): 'no-such-name' | 'no-address' | 'name-unanswered' | null {
  if (failure === 'no-answer' || failure === 'server-failure') return 'name-unanswered';
  return failure;
}

/** What tells most of the network first: somebody's answer before silence. */
const MOST_TELLING = ['reset', 'refused', 'timed-out', 'unreachable'] as const;

/** The most telling of failed attempts; `no-address` where none was allowed. */
export function failureOf(
  attempts: readonly Attempt[],
): (typeof MOST_TELLING)[number] | 'no-address' {
  return (
    MOST_TELLING.find((outcome) => attempts.some((attempt) => attempt.outcome === outcome)) ??
    'no-address'
  );
}
