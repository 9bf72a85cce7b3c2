import { isUtf8 } from 'node:buffer';
import { join } from 'node:path';
import express, { Router, type Express, type RequestHandler } from 'express';
import helmet from 'helmet';
import type { Metrics } from '../../metrics.ts';
import { within } from '../../within.ts';
import { downloads } from '../../companion/downloads/downloads.ts';
import { StoreUnavailable } from '../../store/unavailable.ts';
import type { Access } from './access.ts';
import { onlyOurNames, onlyOurPages } from './guard.ts';
import { openApiOf } from './openapi.ts';
import { limited } from './limit.ts';
import { Page } from './page.ts';
import { answerProblems, GONE_REMEDY, nothingThere, Problem, problemOf } from './problem.ts';
import { knowPerson, mount, type Route } from './route.ts';

export interface AppParts {
  readonly routes: readonly Route[];
  readonly access: Access;
  /** The names that this server goes by, beside those of the machine itself. */
  readonly names: readonly string[];
  /** Whether people sign in to it; then each of them is limited. */
  readonly isShared: boolean;
  /** Where companions and people reach it, without a slash at the end. */
  readonly publicUrl: () => string;
  /** Proxies whose word on where a request came from is taken; as express's "trust proxy" wants them. */
  readonly trustedProxies: string;
  readonly version: string;
  readonly metrics: Metrics;
  /** Rejects while the server cannot do its work. */
  readonly ready: () => Promise<void>;
  /** Told what went wrong on our side. */
  readonly onFault: (error: unknown) => void;
}

/** Where `npm run build:companion` puts the companion's executables. */
const EXECUTABLES = join(import.meta.dirname, '../../../dist/companion');
const LARGEST_BODY = '4mb';
const READY_LIMIT_MS = 2000;

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

/** For a load balancer, which knows this server by any name. */
function probes(ready: AppParts['ready']): Router {
  const router = Router();
  router.get('/healthz', (_, response) => {
    response.json({ status: 'ok' });
  });
  router.get('/readyz', async (_, response) => {
    await within(READY_LIMIT_MS, ready()).catch((error: unknown) => {
      const isGone = error instanceof StoreUnavailable && error.code === 'gone';
      throw new Problem(
        503,
        'not-ready',
        problemOf(error)?.message ?? 'the database does not answer',
        isGone ? GONE_REMEDY : 'wait, or look into the log of the server',
      );
    });
    response.json({ status: 'ready' });
  });
  return router;
}

/** The HTTP side of the console: its page, its API, and what operators ask for. */
export function createApp(parts: AppParts): Express {
  const {
    routes,
    access,
    names,
    isShared,
    publicUrl,
    trustedProxies,
    version,
    metrics,
    ready,
    onFault,
  } = parts;
  const app = express();
  app.disable('x-powered-by');
  // No answer of the API is asked for twice; the files of the page have names of their own.
  app.disable('etag');
  app.set('trust proxy', trustedProxies);
  const page = new Page();
  const streams = routes.filter(({ takesStream }) => takesStream === true);
  const others = routes.filter((route) => !streams.includes(route));
  const openApi = openApiOf(routes, version);

  app.use(probes(ready));
  app.use(headers);
  // Also under a name that is not ours: the page tells of that, and its files are no secret.
  app.use(page.assets);
  app.use(onlyOurNames(names), onlyOurPages);
  app.use(downloads({ folder: EXECUTABLES, publicUrl }));
  app.get('/metrics', async (_, response) => {
    response.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
  app.use('/api', timed(metrics));
  app.use(['/api', '/auth'], knowPerson(access.identify));
  if (isShared) app.use(['/api', '/auth'], limited());
  app.get('/openapi.json', (_, response) => {
    response.json(openApi);
  });
  mount(app, streams, access);
  app.use('/api', onlyJson, jsonBody);
  mount(app, others, access);
  app.use(access.pages, page.files);
  app.use(nothingThere);
  app.use(answerProblems(onFault, page.tell));
  return app;
}
