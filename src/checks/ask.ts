import { once } from 'node:events';
import {
  request,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
} from 'node:http';
import type { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';

export interface Question {
  readonly method: 'GET' | 'HEAD';
  /** How many bytes of the answer's body are read. */
  readonly bodyBytes: number;
}

/** What became of one request; `ms` until the head of the answer was there, or it was clear that none comes. */
export type Reply = { readonly ms: number } & (
  | {
      readonly kind: 'replied';
      readonly status: number;
      readonly headers: IncomingHttpHeaders;
      /** As much as was asked for. */
      readonly body: string;
      /** Whether the body ended by itself. */
      readonly isWhole: boolean;
    }
  | {
      readonly kind: 'not-http' | 'no-reply';
      readonly code: string | null;
      /** Whether not even a part of an answer came. */
      readonly isSilence: boolean;
    }
);

const HEADER_BYTES = 16_384;
/** Node reads "000" too. */
const LEAST_STATUS = 100;
/** Answers before the answer (1xx) are meant to be few, but Node reads any number of them. */
const MOST_INTERIM_ANSWERS = 10;

/**
 * Asks for a web address over a connection that is there already, without the query string, which may hold a secret.
 * Destroys the connection. Never rejects.
 */
export async function ask(
  socket: Socket,
  { host, pathname }: URL,
  { method, bodyBytes }: Question,
  signal: AbortSignal,
): Promise<Reply> {
  const started = performance.now();
  const bytesBefore = socket.bytesRead;
  const asked = request({
    createConnection: () => socket,
    method,
    path: pathname,
    headers: { host, 'user-agent': 'login-doctor', accept: '*/*', connection: 'close' },
    maxHeaderSize: HEADER_BYTES,
  });
  asked.on('error', () => undefined);
  const odd = oddAnswerTo(asked);
  try {
    asked.end();
    const either = AbortSignal.any([signal, odd]);
    const [response] = (await once(asked, 'response', { signal: either })) as [IncomingMessage];
    const ms = performance.now() - started;
    const { statusCode: status = 0, headers } = response;
    if (status < LEAST_STATUS) return { kind: 'not-http', code: null, isSilence: false, ms };
    const body = await bodyOf(response, bodyBytes, signal);
    return { kind: 'replied', ms, status, headers, ...body };
  } catch (error) {
    const ms = performance.now() - started;
    const isSilence = socket.bytesRead === bytesBefore;
    const why = odd.aborted ? ({ kind: 'not-http', code: null } as const) : whyNoReply(error);
    return { ...why, isSilence, ms };
  } finally {
    socket.destroy();
  }
}

/** Aborts when there comes what Node takes for HTTP and what is no answer to a plain request. */
function oddAnswerTo(asked: ClientRequest): AbortSignal {
  const odd = new AbortController();
  let interim = 0;
  asked.on('information', () => {
    interim += 1;
    if (interim > MOST_INTERIM_ANSWERS) odd.abort();
  });
  // To another protocol, which nobody asked for.
  asked.on('upgrade', () => {
    odd.abort();
  });
  return odd.signal;
}

function whyNoReply(error: unknown): { kind: 'not-http' | 'no-reply'; code: string | null } {
  const { code = null, syscall } = error as NodeJS.ErrnoException;
  // Node calls the end of the stream a reset too, but no call of the system has failed.
  const isEnd = code === 'ECONNRESET' && syscall === undefined;
  if (isEnd || code === 'ABORT_ERR') {
    return { kind: 'no-reply', code: null };
  }
  return { kind: code?.startsWith('HPE_') ? 'not-http' : 'no-reply', code };
}

async function bodyOf(
  response: IncomingMessage,
  most: number,
  signal: AbortSignal,
): Promise<{ body: string; isWhole: boolean }> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const read = (isWhole: boolean): { body: string; isWhole: boolean } => ({
    body: Buffer.concat(chunks).subarray(0, most).toString(),
    isWhole,
  });
  if (most === 0) return read(false);
  try {
    addAbortSignal(signal, response);
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > most) return read(false);
    }
    return read(true);
  } catch {
    return read(false);
  }
}
