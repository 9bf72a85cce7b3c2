import type { ApiError } from './messages.ts';

/** Why a request came to nothing; `status` 0 where no answer came at all. */
export class Problem extends Error {
  readonly code: string;
  readonly remedy: string;
  readonly status: number;

  constructor(status: number, { code, message, remedy }: ApiError['error']) {
    super(message);
    this.status = status;
    this.code = code;
    this.remedy = remedy;
  }
}

/** No answer; what is said about it stands in the catalogue of texts. */
export function unreachable(): Problem {
  return new Problem(0, { code: 'unreachable', message: '', remedy: '' });
}

/** The problem that the body of an answer tells of, also where something between us and the server wrote it. */
export function problemIn(status: number, body: string): Problem {
  try {
    const { error } = JSON.parse(body) as Partial<ApiError>;
    if (error) return new Problem(status, error);
  } catch {
    // A proxy's page is no JSON; the status says enough.
  }
  return new Problem(status, { code: 'no-json', message: `HTTP ${status}`, remedy: '' });
}

/** A problem of any thrown thing. */
export function asProblem(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new Problem(-1, { code: 'page', message, remedy: '' });
}
