import type { RequestHandler } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from './problem.ts';
import { personOf } from './route.ts';

export const REQUESTS_A_MINUTE = 600;

/** So many requests a minute of each person; of those who have not signed in, of each address. */
export function limited(limit = REQUESTS_A_MINUTE): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (request, response) => {
      const person = personOf(response);
      return person ? `person ${person.name}` : ipKeyGenerator(request.ip ?? '');
    },
    handler: () => {
      throw new Problem(
        429,
        'too-many-requests',
        `more than ${limit} requests in a minute`,
        'wait as long as the header Retry-After says',
      );
    },
  });
}
