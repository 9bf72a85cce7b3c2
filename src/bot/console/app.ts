import { isUtf8 } from 'node:buffer';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import express, { Router, type Express, type RequestHandler } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import type { Metrics } from '../../metrics.ts';
import type { Access } from './access.ts';
import { onlyOurNames, onlyOurPages } from './guard.ts';
import { openApiOf } from './openapi.ts';
import { answerProblems, nothingThere, Problem } from './problem.ts';
import { mount, type Route } from './route.ts';

export interface AppParts {
  readonly routes: readonly Route[];
  readonly access: Access;
  /** The names that this server goes by, beside those of the machine itself. */
  readonly names: readonly string[];
  /** Whether people beyond this machine can reach it; then each of them is limited. */
  readonly isPublic: boolean;
  readonly version: string;
  readonly metrics: Metrics;
  /** Rejects while the server cannot do its work. */
  readonly ready: () => Promise<void>;
  /** Told what went wrong on our side. */
  readonly onFault: (error: unknown) => void;
}

const PAGE = join(import.meta.dirname, '../../../console/dist');
const LARGEST_BODY = '4mb';
const REQUESTS_A_MINUTE = 600;
/** Paths that the page itself draws. */
const PAGES = /^\/(?:cases|knowledge)?(?:\/[\w-]*)?$/;

const limited: RequestHandler = rateLimit({
  windowMs: 60_000,
  limit: REQUESTS_A_MINUTE,
  standardHeaders: 'draft-8',
  legacyHeaders: false,
  handler: () => {
    throw new Problem(
      429,
      'too-many-requests',
      `more than ${REQUESTS_A_MINUTE} requests in a minute`,
      'wait as long as the header Retry-After says',
    );
  },
});

const headers = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      defaultSrc: ["'self'"],
      baseUri: ["'none'"],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      objectSrc: ["'none'"],
    },
  },
  // Only a server that is reached by HTTPS may ask for it; a proxy in front of this one does.
  strictTransportSecurity: false,
});

const jsonBody = express.json({
  limit: LARGEST_BODY,
  verify: (_request, _response, bytes) => {
    if (!isUtf8(bytes)) throw new Error('not UTF-8');
  },
});

const onlyJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.get('content-length') !== '0' && request.is('*/*') !== null;
  if (hasBody && request.is('application/json') === false)
    throw new Problem(
      415,
      'not-json',
      `the body is ${request.get('content-type') ?? 'of no type'}`,
      'send it with "Content-Type: application/json"',
    );
  next();
};

function timed({ requests }: Metrics): RequestHandler {
  return (request, response, next) => {
    const start = performance.now();
    response.on('finish', () => {
      requests.observe(
        { method: request.method, status: response.statusCode },
        (performance.now() - start) / 1000,
      );
    });
    next();
  };
}

function probes({ metrics, ready }: AppParts): Router {
  const router = Router();
  router.get('/healthz', (_, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_, response) => {
    await ready().catch((error: unknown) => {
      throw new Problem(503, 'not-ready', String(error), 'wait, or check the database');
    });
    response.json({ status: 'ready' });
  });
  router.get('/metrics', async (_, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  return router;
}

function page(): Router {
  const router = Router();
  const index = join(PAGE, 'index.html');
  router.use(express.static(PAGE, { index: false, maxAge: '1y', immutable: true }));
  router.get(PAGES, (_, response) => {
    if (!existsSync(index))
      throw new Problem(503, 'no-page', 'the console was not built', 'run: npm run prepare');
    response.set('Cache-Control', 'no-cache').sendFile(index);
  });
  return router;
}

/** The HTTP side of the console: its page, its API, and what operators ask for. */
export function createApp(parts: AppParts): Express {
  const { routes, access, names, isPublic, version, metrics, onFault } = parts;
  const app = express();
  app.disable('x-powered-by');
  // No answer of the API is asked for twice; the files of the page have tags of their own.
  app.disable('etag');
  const api = Router();
  const streams = routes.filter(({ takesStream }) => takesStream === true);
  const others = routes.filter((route) => !streams.includes(route));
  const openApi = openApiOf(routes, version);
  api.get('/openapi.json', (_, response) => {
    response.json(openApi);
  });
  mount(api, streams, access.identify);
  api.use('/api', onlyJson, jsonBody);
  mount(api, others, access.identify);

  app.use(probes(parts));
  app.use(onlyOurNames(names), onlyOurPages, headers);
  app.use('/api', timed(metrics));
  if (isPublic) app.use(limited);
  app.use(api, access.pages, page());
  app.use(nothingThere);
  app.use(answerProblems(onFault));
  return app;
}
