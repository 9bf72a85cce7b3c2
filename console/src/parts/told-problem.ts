import type { Problem } from '../api/problem.ts';
import type { Texts, ToldProblem } from '../texts.ts';

/** What is said of a problem: in the page's own words, or else in those of the server. */
export function toldProblem({ code, message, remedy }: Problem, { problems }: Texts): ToldProblem {
  const known: Readonly<Record<string, ToldProblem>> = problems;
  return known[code] ?? { says: message, remedy };
}

/** Whether the same request may fare better in a while. */
export function mayPass({ status, code }: Problem): boolean {
  return code === 'unreachable' || status === 429 || status >= 500;
}

const SIGN_IN_HELPS: readonly string[] = [
  'not-signed-in',
  'no-role',
  'sign-in-refused',
  'sign-in-expired',
  'provider-unreachable',
];

/** Whether a sign-in is the way on; never where the server has none. */
export function wantsSignIn({ code }: Problem): boolean {
  return SIGN_IN_HELPS.includes(code);
}
