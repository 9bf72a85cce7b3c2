/** Everything that the server refuses, by the code it tells; the page says each in its own words. */
export const PROBLEM_CODES = [
  'not-signed-in',
  'enter-first',
  'old-address',
  'no-sign-in',
  'no-role',
  'sign-in-refused',
  'sign-in-expired',
  'provider-unreachable',
  'not-allowed',
  'unknown-host',
  'cross-site',
  'too-many-requests',
  'unknown-path',
  'unknown-case',
  'unknown-error',
  'stale-version',
  'busy',
  'stopping',
  'case-full',
  'store-unavailable',
  'not-ready',
  'no-page',
  'internal',
  'bad-request',
  'not-json',
  'bad-json',
  'bad-utf8',
  'bad-charset',
  'bad-encoding',
  'cut-off',
  'too-large',
  'headers-too-large',
  'too-slow',
  'bad-http',
  'empty-log',
  'binary-input',
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

export function isProblemCode(code: string): code is ProblemCode {
  return (PROBLEM_CODES as readonly string[]).includes(code);
}
