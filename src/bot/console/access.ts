import { randomBytes, timingSafeEqual } from 'node:crypto';
import { userInfo } from 'node:os';
import { Router } from 'express';
import { cookieOf, nameAt, setCookie } from './cookie.ts';
import { personName } from './person-name.ts';
import { Problem } from './problem.ts';
import type { Identify } from './route.ts';

/** How people come in: who a request is from, and the pages that let them in. */
export interface Access {
  readonly identify: Identify;
  /** What somebody is told who has not come in. */
  readonly shut: Problem;
  readonly pages: Router;
  /** The path that the person who started the server opens first. */
  readonly entry: string;
}

const COOKIE = 'login_doctor_here';

/** What the system calls the account; one that only has a number, as in some containers, has no name. */
function accountName(): string | null {
  try {
    return userInfo().username;
  } catch {
    return null;
  }
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/**
 * Access on this machine alone: whoever knows the token of this start is the person who started it. The token keeps out
 * the browsers of other people who have an account here; `bearer` in a header does the same for scripts. `address` is
 * where the server is reached.
 */
export function localAccess(address: () => string): Access {
  const token = randomBytes(24).toString('base64url');
  const visitor = {
    name: personName([accountName(), 'local user']),
    role: 'admin',
    signOut: false,
  } as const;
  const pages = Router();
  pages.get('/enter/:token', (request, response) => {
    if (!isSame(request.params.token, token))
      throw new Problem(
        401,
        'old-address',
        'this address is of an earlier start',
        'open the address that the server printed at its last start',
      );
    setCookie(response, nameAt(address(), COOKIE), token, { secure: false });
    response.redirect(303, '/');
  });
  pages.get('/auth/login', () => {
    throw new Problem(
      404,
      'no-sign-in',
      'nobody signs in to this server',
      'open the address that it printed when it started',
    );
  });
  return {
    entry: `/enter/${token}`,
    pages,
    shut: new Problem(
      401,
      'enter-first',
      'this browser has not come in',
      'open the address that the server printed when it started',
    ),
    identify: (request) => {
      const [, bearer] = /^Bearer ([\w-]{1,128})$/.exec(request.get('authorization') ?? '') ?? [];
      const given = bearer ?? cookieOf(request, nameAt(address(), COOKIE)) ?? '';
      return Promise.resolve(isSame(given, token) ? visitor : null);
    },
  };
}
