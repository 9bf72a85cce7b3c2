import { problemIn, unreachable } from './problem.ts';

/** Nearly every request may be sent twice: what changes something carries an id that is taken once, or says how it is to be. */
const PAUSES_MS = [400, 1500];
/** A server that is being restarted, seen through a proxy. */
const PASSING: readonly number[] = [502, 503, 504];

export interface Asked {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  /** Sent a second time, it would be done a second time. */
  readonly isSentOnce?: boolean;
}

async function pause(milliseconds: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
}

async function once(path: string, { method = 'GET', body }: Asked): Promise<Response> {
  try {
    return await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch {
    throw unreachable();
  }
}

/** Whether another try is allowed, and still due. */
async function again(tried: number, { isSentOnce = false }: Asked): Promise<boolean> {
  const wait = isSentOnce ? undefined : PAUSES_MS[tried];
  if (wait === undefined) return false;
  await pause(wait);
  return true;
}

/**
 * The JSON answer to a request; three tries where the network or a restart gets in the way, unless it is sent only once.
 * @throws {Problem}
 */
export async function request(path: string, asked: Asked = {}): Promise<unknown> {
  for (let tried = 0; ; tried++) {
    let response: Response;
    try {
      response = await once(path, asked);
    } catch (thrown) {
      if (!(await again(tried, asked))) throw thrown;
      continue;
    }
    if (PASSING.includes(response.status) && (await again(tried, asked))) continue;
    const body = await response.text();
    if (!response.ok) throw problemIn(response.status, body);
    return body === '' ? null : JSON.parse(body);
  }
}
