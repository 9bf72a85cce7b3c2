import { Router, type Request } from 'express';
import * as oidc from 'openid-client';
import type { Oidc } from '../../server-config.ts';
import type { Person, Sessions } from '../../store/sessions.ts';
import { ROLES } from '../../store/tables.ts';
import type { Access } from './access.ts';
import { cookieOf, nameAt, setCookie } from './cookie.ts';
import { personName } from './person-name.ts';
import { Problem } from './problem.ts';

const SESSION = 'login_doctor_session';
const FLOW = 'login_doctor_sign_in';
const SESSION_MS = 12 * 60 * 60_000;
const FLOW_MS = 10 * 60_000;
const PROVIDER_LIMIT_SECONDS = 10;

/** What must be the same when the person comes back from the provider. */
interface Flow {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

function readFlow(request: Request, cookie: string): Flow {
  const written = cookieOf(request, cookie);
  const [state, nonce, verifier] = written?.split('.') ?? [];
  if (!state || !nonce || !verifier)
    throw new Problem(400, 'sign-in-expired', 'the sign-in took too long', 'begin at /auth/login');
  return { state, nonce, verifier };
}

function personOf(claims: oidc.IDToken, roleClaim: string): Person {
  const given = claims[roleClaim];
  const role = ROLES.findLast((each) =>
    Array.isArray(given) ? given.includes(each) : given === each,
  );
  // Where the provider has not seen to it that the address is theirs, it may be anybody's.
  const email = claims.email_verified === false ? null : claims.email;
  const name = personName([email, claims.preferred_username, claims.name, claims.sub]);
  if (!role)
    throw new Problem(
      403,
      'no-role',
      `${name} has none of the roles viewer, agent, admin`,
      `let the provider put one into the claim "${roleClaim}"`,
    );
  return { name, role };
}

export interface SignInParts {
  readonly settings: Oidc;
  readonly sessions: Sessions;
  /** Where the provider sends people back to. */
  readonly publicUrl: () => string;
  /** Told when somebody has signed out. */
  readonly onSignOut: () => void;
}

/** Access through an OpenID provider. */
export function signInAccess({ settings, sessions, publicUrl, onSignOut }: SignInParts): Access {
  const { issuer, clientId, clientSecret, roleClaim } = settings;
  let discovered: Promise<oidc.Configuration> | null = null;
  /** Asked for at the first sign-in, and again after a failure: the provider may start later than we do. */
  const provider = (): Promise<oidc.Configuration> => {
    discovered ??= oidc
      .discovery(new URL(issuer), clientId, clientSecret, undefined, {
        timeout: PROVIDER_LIMIT_SECONDS,
        // The configuration allows plain HTTP on loopback only.
        // eslint-disable-next-line @typescript-eslint/no-deprecated -- marked so to stand out, not to be removed
        execute: issuer.startsWith('http:') ? [oidc.allowInsecureRequests] : [],
      })
      .catch((error: unknown) => {
        discovered = null;
        throw new Problem(
          502,
          'provider-unreachable',
          `the sign-in at ${issuer} cannot be reached: ${String(error)}`,
          'check CONSOLE_OIDC_ISSUER and the network of the server',
        );
      });
    return discovered;
  };
  const secure = (): boolean => publicUrl().startsWith('https:');
  const callback = (): string => `${publicUrl()}/auth/callback`;
  const cookie = (name: string): string => nameAt(publicUrl(), name);

  const pages = Router();
  pages.get('/auth/login', async (_, response) => {
    const configuration = await provider();
    const flow: Flow = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    setCookie(response, cookie(FLOW), `${flow.state}.${flow.nonce}.${flow.verifier}`, {
      secure: secure(),
      path: '/auth',
      maxAgeMs: FLOW_MS,
    });
    const target = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: callback(),
      scope: 'openid email profile',
      state: flow.state,
      nonce: flow.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(flow.verifier),
      code_challenge_method: 'S256',
    });
    response.redirect(303, target.href);
  });
  pages.get('/auth/callback', async (request, response) => {
    const { state, nonce, verifier } = readFlow(request, cookie(FLOW));
    const answer = new URL(callback());
    answer.search = new URL(request.originalUrl, callback()).search;
    const tokens = await oidc
      .authorizationCodeGrant(await provider(), answer, {
        expectedState: state,
        expectedNonce: nonce,
        pkceCodeVerifier: verifier,
        idTokenExpected: true,
      })
      .catch((error: unknown) => {
        if (error instanceof Problem) throw error;
        throw new Problem(401, 'sign-in-refused', String(error), 'begin again at /auth/login');
      });
    const claims = tokens.claims();
    if (!claims)
      throw new Problem(401, 'sign-in-refused', 'the provider sent no ID token', 'ask its owner');
    const secret = await sessions.begin(personOf(claims, roleClaim), Date.now() + SESSION_MS);
    response.clearCookie(cookie(FLOW), { path: '/auth' });
    setCookie(response, cookie(SESSION), secret, { secure: secure(), maxAgeMs: SESSION_MS });
    response.redirect(303, '/');
  });
  pages.post('/auth/logout', async (request, response) => {
    const secret = cookieOf(request, cookie(SESSION));
    if (secret !== null) await sessions.end(secret);
    onSignOut();
    response.clearCookie(cookie(SESSION));
    response.json({});
  });

  return {
    entry: '/',
    pages,
    shut: new Problem(401, 'not-signed-in', 'nobody is signed in', 'sign in at /auth/login'),
    identify: async (request) => {
      const secret = cookieOf(request, cookie(SESSION));
      const person = secret === null ? null : await sessions.personOf(secret, Date.now());
      return person && { ...person, signOut: true };
    },
  };
}
