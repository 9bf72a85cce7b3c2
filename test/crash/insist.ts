import { setTimeout as sleep } from 'node:timers/promises';
import type { CaseView } from '../../src/bot/console/contract.ts';
import { request } from '../bot/console/client.ts';
import type { Victim } from './victim.ts';

/** A server that starts is not kept from it. */
const AGAIN_MS = 25;

/** Sends a request until it is acknowledged, always with the same id. */
export async function insist(
  victim: Victim,
  url: string,
  body: object,
  again: () => void,
): Promise<CaseView> {
  for (;;) {
    try {
      const answer = await request(url, 'POST', victim.token, body);
      if (answer.status < 300) return answer.body as CaseView;
      // 401: the token of the start before; 503: the server is stopping.
      if (answer.status !== 401 && answer.status !== 503)
        throw new TypeError(`status ${answer.status}: ${JSON.stringify(answer.body)}`);
    } catch (error) {
      if (!isBrokenConnection(error)) throw error;
    }
    again();
    await sleep(AGAIN_MS);
  }
}

/** How fetch says that the connection could not be made, or broke. */
function isBrokenConnection(error: unknown): boolean {
  return error instanceof TypeError && /^(?:fetch failed|terminated)$/.test(error.message);
}
