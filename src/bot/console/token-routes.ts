import type { EnrolmentToken } from '../../store/enrolment-tokens.ts';
import type { Store } from '../../store/store.ts';
import * as contract from './device-contract.ts';
import { isoTime } from './iso-time.ts';
import { Problem } from './problem.ts';
import { route, type Route } from './route.ts';

const DAY_MS = 24 * 60 * 60_000;
/** More are never shown; those that matter are the newest. */
const MOST_SHOWN = 200;

function stateOf(
  { revokedAt, expiresAt, uses, mostUses }: EnrolmentToken,
  now: number,
): contract.TokenView['state'] {
  if (revokedAt !== null) return 'revoked';
  if (expiresAt <= now) return 'expired';
  return uses >= mostUses ? 'used-up' : 'usable';
}

function viewOf(token: EnrolmentToken): contract.TokenView {
  const { id, name, createdBy, mostUses, uses } = token;
  return {
    id,
    name,
    createdAt: isoTime(token.createdAt),
    createdBy,
    expiresAt: isoTime(token.expiresAt),
    mostUses,
    uses,
    state: stateOf(token, Date.now()),
  };
}

/** The tokens by which the machines of a fleet come in. */
export function tokenRoutes({ enrolmentTokens }: Pick<Store, 'enrolmentTokens'>): Route[] {
  return [
    route({
      method: 'get',
      path: '/api/enrolment-tokens',
      summary:
        'The tokens by which machines of a fleet come in, newest first; without their secrets',
      role: 'admin',
      answer: contract.TokenList,
      status: 200,
      run: async () => ({ tokens: (await enrolmentTokens.list(MOST_SHOWN)).map(viewOf) }),
    }),
    route({
      method: 'post',
      path: '/api/enrolment-tokens',
      summary: 'Makes a token; sent twice, it makes two',
      role: 'admin',
      body: contract.NewToken,
      answer: contract.TokenMade,
      status: 201,
      run: async ({ body: { name, days, mostUses }, person }) => {
        const createdAt = Date.now();
        const { token, secret } = await enrolmentTokens.create({
          name,
          createdAt,
          createdBy: person.name,
          expiresAt: createdAt + days * DAY_MS,
          mostUses,
        });
        return { token: viewOf(token), secret };
      },
    }),
    route({
      method: 'post',
      path: '/api/enrolment-tokens/:id/revoke',
      summary: 'Lets nobody in by a token any more; devices that came in by it stay',
      role: 'admin',
      answer: contract.TokenView,
      status: 200,
      run: async ({ params: { id = '' }, person }) => {
        if (!(await enrolmentTokens.find(id)))
          throw new Problem(
            404,
            'unknown-token',
            'there is no such token',
            'look it up in the list',
          );
        return viewOf(await enrolmentTokens.revoke(id, { by: person.name, at: Date.now() }));
      },
    }),
  ];
}
