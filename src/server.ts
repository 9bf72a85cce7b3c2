import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino, type Logger } from 'pino';
import about from '../package.json' with { type: 'json' };
import { Assistant } from './assistant/assistant.ts';
import type { Channel } from './assistant/channel.ts';
import { Deliverer } from './assistant/deliverer.ts';
import { keepTidy } from './assistant/retention.ts';
import { localAccess, type Access } from './bot/console/access.ts';
import { createApp } from './bot/console/app.ts';
import { Live } from './bot/console/live.ts';
import { routesOf } from './bot/console/routes.ts';
import { UsageError } from './errors.ts';
import { openPacks } from './knowledge/packs.ts';
import { createMetrics } from './metrics.ts';
import { isLoopback, type ServerConfig } from './server-config.ts';
import { openStore, type Store } from './store/store.ts';

/** A server that is running. */
export interface Server {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** The address that the person who started it opens first. */
  readonly entry: string;
  /** Ends what was begun, and begins nothing new. */
  stop(): Promise<void>;
}

export interface ServerParts {
  readonly config: ServerConfig;
  readonly knowledgeDir: string;
  /** Beside the console, where the replies are read in the timeline. */
  readonly channels?: readonly Channel[];
  /** How long one delivery may take, in milliseconds. */
  readonly deliveryLimitMs?: number;
}

/** How long an open request may hold up the end. */
const STOP_LIMIT_MS = 5000;

function listen(server: HttpServer, { host, port }: ServerConfig): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        new UsageError(
          'cannot-listen',
          taken
            ? `port ${port} of ${host} is taken`
            : `cannot listen on ${host}:${port}: ${error.message}`,
          taken ? 'stop what listens there, or set PORT' : 'set HOST and PORT',
        ),
      );
    });
    server.listen(port, host, resolve);
  });
}

function endConnections(server: HttpServer): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      server.closeAllConnections();
    }, STOP_LIMIT_MS);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

async function accessOf({ oidc }: ServerConfig, store: Store, url: () => string): Promise<Access> {
  if (!oidc) return localAccess();
  const { signInAccess } = await import('./bot/console/sign-in.ts');
  return signInAccess(oidc, store.sessions, url);
}

/** Builds the parts in the order the data flows, and starts them. */
export async function startServer(parts: ServerParts, log?: Logger): Promise<Server> {
  const { config, knowledgeDir, channels = [], deliveryLimitMs } = parts;
  const logger = log ?? pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const packs = await openPacks(knowledgeDir);
  const store = await openStore({
    dataDir: config.dataDir,
    databaseUrl: config.databaseUrl,
    onConnectionLost: (error) => {
      logger.error({ err: error }, 'a connection to the database was lost');
    },
  });
  const live = new Live(store);
  const metrics = createMetrics({
    deliveries: () => store.outbox.depth(),
    streams: () => live.open,
  });
  const deliverer = new Deliverer({
    store,
    channels,
    now: Date.now,
    onTry: ({ id, channel, tries }, outcome) => {
      metrics.deliveries.inc({ channel, outcome });
      if (outcome !== 'delivered') logger.warn({ id, channel, tries, outcome }, 'not delivered');
    },
    onError: (error) => {
      logger.error({ err: error }, 'the outbox cannot be read');
    },
    ...(deliveryLimitMs === undefined ? {} : { limitMs: deliveryLimitMs }),
  });
  const assistant = new Assistant({
    store,
    packs,
    sends: (channel) => channels.some(({ name }) => name === channel),
    onChange: (changed) => {
      metrics.changes.inc({ channel: changed.channel });
      live.changed(changed);
      deliverer.wake();
    },
    now: Date.now,
  });

  const http = createServer();
  const url = (): string => {
    const { port } = http.address() as AddressInfo;
    const name = config.host.includes(':') ? `[${config.host}]` : config.host;
    return config.publicUrl ?? `http://${name}:${port}`;
  };
  const access = await accessOf(config, store, url);
  http.on(
    'request',
    createApp({
      routes: routesOf({ store, assistant, packs, live }),
      access,
      names: [config.host, ...(config.publicUrl === null ? [] : [new URL(config.publicUrl).host])],
      isPublic: !isLoopback(config.host),
      version: about.version,
      metrics,
      ready: () => store.ping(),
      onFault: (error) => {
        logger.error({ err: error }, 'a request failed');
      },
    }),
  );
  try {
    await listen(http, config);
  } catch (error) {
    await store.close();
    throw error;
  }
  deliverer.start();
  const tidying = keepTidy(store, config.retentionDays, (error) => {
    logger.error({ err: error }, 'old cases could not be deleted');
  });

  return {
    url: url(),
    entry: url() + access.entry,
    stop: async () => {
      const ended = endConnections(http);
      live.stop();
      await Promise.all([ended, assistant.stop()]);
      tidying.stop();
      await deliverer.stop();
      await store.close();
    },
  };
}
