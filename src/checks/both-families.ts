import { askServers, type Answer } from './name-servers.ts';

/** When one family has answered, the other one gets as long again, but at least so long that it can be asked twice. */
const LEAST_PATIENCE_MS = 2000;

/** Asks for both families side by side; one that does not answer is not waited for much longer than the other took. */
export async function askBothFamilies(
  host: string,
  servers: readonly string[],
  signal: AbortSignal,
  limitMs: number,
): Promise<[Answer, Answer]> {
  const started = performance.now();
  const enough = new AbortController();
  const either = AbortSignal.any([signal, enough.signal]);
  const giveUp = (): void => {
    enough.abort();
  };
  const timers = [setTimeout(giveUp, limitMs)];
  const ask = async (type: 'A' | 'AAAA'): Promise<Answer> => {
    const answer = await askServers(host, type, servers, either);
    if (!answer.failure) {
      const patience = Math.max(LEAST_PATIENCE_MS, performance.now() - started);
      timers.push(setTimeout(giveUp, patience));
    }
    return answer;
  };
  try {
    return await Promise.all([ask('A'), ask('AAAA')]);
  } finally {
    for (const timer of timers) clearTimeout(timer);
  }
}
