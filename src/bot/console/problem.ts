import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { RefusedEvent } from '../../assistant/assistant.ts';
import { UsageError } from '../../errors.ts';
import { StoreUnavailable, type Trouble } from '../../store/unavailable.ts';
import { isProblemCode, type ProblemCode } from '../../problem-codes.ts';

/** Why a request was refused; every error answer of the API has this one shape. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly remedy: string;

  constructor(status: number, code: ProblemCode, message: string, remedy: string) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

const REFUSALS: Readonly<Record<RefusedEvent['code'], readonly [number, string]>> = {
  'unknown-case': [404, 'look the case up in the list; old cases are deleted after a while'],
  'stale-version': [409, 'read the case again, and decide anew'],
  busy: [503, 'send the same request again, with the same id'],
  stopping: [503, 'send the same request again in a few seconds, with the same id'],
  'case-full': [409, 'open a new case'],
};

/** What is told of the database's troubles; the log of the server has the rest. */
const TROUBLES: Readonly<Record<Trouble, string>> = {
  unreachable: 'the database does not answer',
  timeout: 'the database takes too long',
  busy: 'the database is busy',
  full: 'the disk of the database is full',
  'read-only': 'the database can only be read',
  gone: 'the file of the database was deleted or replaced',
};

/** What helps where it passes by itself. */
const WAIT_REMEDY =
  'send the same request again in a few seconds, with the same id; if it goes on, tell who runs the server';
/** What helps where the file of the database is gone, which does not pass by itself. */
export const GONE_REMEDY =
  'let who runs the server put the file back that its log names, or start it anew; nothing is read or saved before';

/** What express's body parsers complain about, by the `type` of their errors. */
const BODY_PROBLEMS: Readonly<Record<string, readonly [number, ProblemCode, string, string]>> = {
  'entity.too.large': [413, 'too-large', 'the body is too large', 'send a log to /api/logs'],
  'entity.parse.failed': [400, 'bad-json', 'the body is not JSON', 'send one JSON object'],
  'entity.verify.failed': [400, 'bad-utf8', 'the body is not valid UTF-8', 'encode it as UTF-8'],
  'charset.unsupported': [415, 'bad-charset', 'the body is not UTF-8', 'encode it as UTF-8'],
  'encoding.unsupported': [
    415,
    'bad-encoding',
    'the content encoding is unknown',
    'use gzip, or none',
  ],
  'request.size.invalid': [400, 'cut-off', 'the body is shorter than it says', 'send it whole'],
  'request.aborted': [400, 'cut-off', 'the body ended early', 'send it whole'],
};

function fieldOf(error: unknown, name: string): unknown {
  return typeof error === 'object' && error !== null && name in error
    ? (error as Record<string, unknown>)[name]
    : undefined;
}

/** What is told of an error: the caller's mistakes by name, our own without any detail; null for our own. */
export function problemOf(error: unknown): Problem | null {
  if (error instanceof Problem) return error;
  if (error instanceof RefusedEvent) {
    const [status, remedy] = REFUSALS[error.code];
    return new Problem(status, error.code, error.message, remedy);
  }
  if (error instanceof StoreUnavailable)
    return new Problem(
      503,
      'store-unavailable',
      TROUBLES[error.code],
      error.code === 'gone' ? GONE_REMEDY : WAIT_REMEDY,
    );
  if (error instanceof UsageError) {
    const code = isProblemCode(error.code) ? error.code : 'bad-request';
    return new Problem(400, code, error.message, error.remedy);
  }
  const known = BODY_PROBLEMS[String(fieldOf(error, 'type'))];
  if (known) return new Problem(...known);
  const status = fieldOf(error, 'status');
  return typeof status === 'number' && status >= 400 && status < 500
    ? new Problem(status, 'bad-request', 'the request cannot be read', 'see /openapi.json')
    : null;
}

const OUR_FAULT = new Problem(
  500,
  'internal',
  'something went wrong here',
  'send the same request again; if it fails again, look into the log of the server',
);

/** Answers every error in the one shape, unless `asPage` answered it; `onFault` is told our own. */
export function answerProblems(
  onFault: (error: unknown) => void,
  asPage: (problem: Problem, request: Request, response: Response) => boolean,
): ErrorRequestHandler {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- express knows a handler of errors by four parameters
  return (error: unknown, request, response, _next) => {
    // The far side has gone in the middle of its request.
    if (error === request.errored) return;
    const problem = problemOf(error);
    if (!problem || error instanceof StoreUnavailable) onFault(error);
    if (response.headersSent) {
      response.end();
      return;
    }
    const told = problem ?? OUR_FAULT;
    const { status, code, message, remedy } = told;
    if (status === 503) response.set('Retry-After', '1');
    if (!asPage(told, request, response))
      response.status(status).json({ error: { code, message, remedy } });
  };
}

export const nothingThere: RequestHandler = (request) => {
  throw new Problem(
    404,
    'unknown-path',
    `there is nothing at ${request.method} ${request.path.slice(0, 100)}`,
    'see /openapi.json',
  );
};
