import { Resolver } from 'node:dns/promises';
import type { Resolution } from './resolve.ts';

export type NameFailure = NonNullable<Resolution['failure']>;

/** What the name servers say of one name and one type of record. */
export interface Answer {
  readonly addresses: readonly string[];
  /** Null where there are addresses. */
  readonly failure: NameFailure | null;
}

/**
 * The question is sent again after these times, to the next server each time, and an answer to any of them counts: so a
 * lost datagram costs a second, and an answer that takes six seconds is still heard. A resolver that gives one question
 * up to send the next, as c-ares does, hears neither on a line with a round trip longer than its time limit.
 */
const SENT_AGAIN_AFTER_MS = [1000, 2500, 5000];

const FOR_EVER_MS = 2 ** 31 - 1;

const FAILURES: Readonly<Record<string, NameFailure>> = {
  ENOTFOUND: 'no-such-name',
  // c-ares says that the name cannot stand in a question at all.
  EBADNAME: 'no-such-name',
  ENODATA: 'no-address',
  ESERVFAIL: 'server-failure',
  EREFUSED: 'server-failure',
  ENOTIMP: 'server-failure',
  EFORMERR: 'server-failure',
  EBADRESP: 'server-failure',
};

function failureOf(error: unknown): NameFailure {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return FAILURES[code] ?? 'no-answer';
}

/**
 * Asks the servers (each once in the list), by turns, until one of them knows, all have failed, or `signal` aborts (`no-answer`). Through c-ares,
 * because the system's own look-up occupies a thread that nothing can take back before it times out.
 */
export function askServers(
  host: string,
  type: 'A' | 'AAAA',
  servers: readonly string[],
  signal: AbortSignal,
): Promise<Answer> {
  return new Promise((resolve) => {
    const over = new AbortController();
    const asked: Resolver[] = [];
    const failed = new Map<string, NameFailure>();

    const settle = (answer: Answer): void => {
      if (over.signal.aborted) return;
      over.abort();
      signal.removeEventListener('abort', giveUp);
      for (const timer of timers) clearTimeout(timer);
      for (const resolver of asked) resolver.cancel();
      resolve(answer);
    };
    const fail = (failure: NameFailure): void => {
      settle({ addresses: [], failure });
    };
    const giveUp = (): void => {
      fail([...failed.values()].find((failure) => failure === 'server-failure') ?? 'no-answer');
    };
    const send = async (server: string): Promise<void> => {
      // One try without a limit of its own (c-ares keeps one of five seconds, unless told): it ends with the signal.
      const resolver = new Resolver({ timeout: FOR_EVER_MS, maxTimeout: FOR_EVER_MS, tries: 1 });
      asked.push(resolver);
      try {
        resolver.setServers([server]);
        const addresses = await (type === 'A' ? resolver.resolve4(host) : resolver.resolve6(host));
        // An alias that leads to no record of this type is an empty success.
        if (addresses.length === 0) fail('no-address');
        else settle({ addresses: [...new Set(addresses)], failure: null });
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'no-such-name' || failure === 'no-address') fail(failure);
        else failed.set(server, failure);
        if (failed.size === servers.length) giveUp();
        else if (asked.length < servers.length) sendNext();
      }
    };
    const sendNext = (): void => {
      const server = servers[asked.length % servers.length];
      if (server === undefined) giveUp();
      else if (!over.signal.aborted) void send(server);
    };

    const timers = SENT_AGAIN_AFTER_MS.map((ms) => setTimeout(sendNext, ms));
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    else sendNext();
  });
}
