import type { RequestHandler } from 'express';
import { Problem } from './problem.ts';

const LOCAL_NAMES = ['localhost', '127.0.0.1', '[::1]'];

function nameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}

/** Refuses names that are not ours: another site's name that resolves to this address (DNS rebinding) ends here. */
export function onlyOurNames(names: readonly string[]): RequestHandler {
  const ours = new Set([...LOCAL_NAMES, ...names].map(nameOf));
  return (request, _response, next) => {
    const host = request.get('host') ?? '';
    if (!ours.has(nameOf(host)))
      throw new Problem(
        421,
        'unknown-host',
        `this server is not called "${host.slice(0, 100)}"`,
        'use its own address, or set PUBLIC_URL',
      );
    next();
  };
}

/** Refuses changes that another site's page asks for in a person's browser. */
export const onlyOurPages: RequestHandler = (request, _response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') {
    next();
    return;
  }
  const site = request.get('sec-fetch-site');
  const origin = request.get('origin');
  const fromElsewhere =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && URL.parse(origin)?.host !== request.get('host'));
  if (fromElsewhere)
    throw new Problem(403, 'cross-site', 'the request comes from another site', 'use our own page');
  next();
};
