import { pino, type Logger } from 'pino';
import about from '../package.json' with { type: 'json' };
import { Assistant, RefusedEvent } from './assistant/assistant.ts';
import type { Channel } from './assistant/channel.ts';
import { Deliverer } from './assistant/deliverer.ts';
import { Sweeper, type SweeperParts } from './assistant/sweeper.ts';
import { keepTidy } from './assistant/retention.ts';
import { localAccess, type Access } from './bot/console/access.ts';
import { createApp } from './bot/console/app.ts';
import { Live } from './bot/console/live.ts';
import { viewOfCheck } from './bot/console/sweep-view.ts';
import type { Measures } from './checks/here.ts';
import { Gateway, type GatewayParts } from './companion/gateway/gateway.ts';
import { createKeys, readKeys } from './companion/signing.ts';
import type { JobEvent } from './companion/gateway/job-desk.ts';
import type { UdpResponders } from './checks/udp-responder.ts';
import { routesOf } from './bot/console/routes.ts';
import type { Excerpt } from './diagnosis/excerpt.ts';
import { Http } from './http.ts';
import type { Knowledge } from './knowledge/knowledge.ts';
import { openPacks } from './knowledge/packs.ts';
import { createMetrics, type Metrics } from './metrics.ts';
import type { ServerConfig } from './server-config.ts';
import { openStore, type Store } from './store/store.ts';
import type { StoredSweep } from './store/sweeps.ts';
import { within } from './within.ts';

/** How long what was begun may hold up the end; closing the store takes a second more at most. */
const STOP_LIMIT_MS = 8000;

/** A server that is running. */
export interface Server {
  /** Where it is reached, without a slash at the end. */
  readonly url: string;
  /** The address that the person who started it opens first. */
  readonly entry: string;
  /** Ends what was begun, within ten seconds, and begins nothing new. */
  stop(): Promise<void>;
}

export interface ServerParts {
  readonly config: ServerConfig;
  readonly knowledgeDir: string;
  /** Beside the console, where the replies are read in the timeline. */
  readonly channels?: readonly Channel[];
  /** Who runs the checks; null where nothing measures. */
  readonly measures: Measures | null;
  /** The host of our own UDP responder, for devices to ask too. */
  readonly control?: string | null;
  /** Where UDP is answered, in place of the ports of the packs. */
  readonly udpPorts?: readonly number[];
  /** How long one delivery may take, in milliseconds. */
  readonly deliveryLimitMs?: number;
  /** After how long, in milliseconds, a sweep that was begun counts as left by a process that is gone. */
  readonly sweepLeaseMs?: number;
}

async function accessOf(
  { oidc }: ServerConfig,
  { sessions }: Store,
  http: Http,
  live: Live,
): Promise<Access> {
  const publicUrl = (): string => http.url;
  if (!oidc) return localAccess(publicUrl);
  const { signInAccess } = await import('./bot/console/sign-in.ts');
  const onSignOut = (): void => {
    live.lookAgain();
  };
  return signInAccess({ settings: oidc, sessions, publicUrl, onSignOut });
}

function storeOf({ dataDir, databaseUrl }: ServerConfig, logger: Logger): Promise<Store> {
  return openStore({
    dataDir,
    databaseUrl,
    onConnectionLost: (error) => {
      logger.error({ err: error }, 'the connection to the database was lost');
    },
  });
}

function sweeperOf(
  parts: Omit<SweeperParts, 'now' | 'onEvent' | 'onError'>,
  live: Live,
  logged: (what: string) => (error: unknown) => void,
): Sweeper {
  return new Sweeper({
    ...parts,
    now: Date.now,
    onEvent: ({ id, language }, sweep, event) => {
      if (event.kind === 'ended')
        live.checked(id, { ...viewOfCheck(event.result, language), sweep: sweep.id });
      if (event.kind === 'done') live.swept(id, sweep.id);
    },
    onError: logged('a sweep could not be run'),
  });
}

/** Lets pages see a device at work. */
function tellPages(live: Live, { id, caseId, brief }: StoredSweep, event: JobEvent): void {
  if (event.kind === 'ended')
    live.checked(caseId, { ...viewOfCheck(event.result, brief?.language ?? 'en'), sweep: id });
  if (event.kind === 'asking' || event.kind === 'begun')
    live.jobMoved(caseId, { sweep: id, step: event.kind });
  if (event.kind === 'withdrawn') live.swept(caseId, id);
}

/** What a device has sent of its logs is said in the case. */
async function takeLogs(
  assistant: Assistant,
  { audit }: Store,
  { id, caseId, device, place }: StoredSweep,
  { text, whole }: Excerpt,
): Promise<void> {
  const event = { kind: 'said' as const, text, isExcerpt: !whole, isLog: true };
  try {
    const taken = await assistant.take(caseId, { id: `logs-${id}`, by: place, event });
    if (taken.isRepeated) return;
  } catch (error) {
    const isFor = error instanceof RefusedEvent ? error.code : null;
    // A case that is gone or full takes them never; the device need not send them again.
    if (isFor === 'case-full' || isFor === 'unknown-case') return;
    throw error;
  }
  await audit.add({
    at: Date.now(),
    by: place,
    what: 'logs-sent',
    deviceId: device,
    jobId: id,
    caseId,
  });
}

async function gatewayOf(
  parts: Pick<GatewayParts, 'store' | 'trustedProxies' | 'packs' | 'onLogs' | 'onPaired' | 'onEnd'>,
  { live, metrics }: { live: Live; metrics: Metrics },
  logged: (what: string) => (error: unknown) => void,
): Promise<Gateway> {
  const secret = await parts.store.serverSecret(createKeys().secret, Date.now());
  return new Gateway({
    ...parts,
    keys: readKeys(secret),
    version: about.version,
    now: Date.now,
    onEvent: (job, event) => {
      tellPages(live, job, event);
    },
    onRefusal: (code) => {
      metrics.refusals.inc({ code });
    },
    onError: logged('a message of a companion could not be taken'),
  });
}

/** Answers on every UDP port of the packs, where an address is set for it. */
async function respondersOf(
  { udpResponder: host }: ServerConfig,
  packs: readonly Knowledge[],
  udpPorts: readonly number[] | undefined,
): Promise<UdpResponders | null> {
  if (host === null) return null;
  const { openUdpResponders } = await import('./checks/udp-responder.ts');
  const ofPacks = packs.flatMap(({ pack }) => pack.endpoints.flatMap(({ udp = [] }) => udp));
  return openUdpResponders(host, udpPorts ?? ofPacks);
}

/** Builds the parts in the order the data flows, and starts them. */
export async function startServer(parts: ServerParts, log?: Logger): Promise<Server> {
  const { config, knowledgeDir, channels = [], measures, udpPorts } = parts;
  const { deliveryLimitMs, sweepLeaseMs, control = null } = parts;
  const logger = log ?? pino({ level: config.logLevel }, pino.destination({ fd: 2, sync: false }));
  const logged = (what: string) => (error: unknown) => {
    logger.error({ err: error }, what);
  };
  const packs = await openPacks(knowledgeDir);
  const store = await storeOf(config, logger);
  const http = new Http(config);
  const live = new Live(store);
  const reach = {
    here: measures?.place ?? null,
    control,
    companions: config.companions
      ? { server: () => http.url, isLocal: config.publicUrl === null }
      : null,
  };
  const metrics = createMetrics({
    deliveries: () => store.outbox.depth(),
    database: () => store.ping(),
    streams: () => live.open,
    companions: () => gateway?.connected ?? 0,
    jobs: () => gateway?.jobs.underWay ?? 0,
  });
  const deliverer = new Deliverer({
    store,
    channels,
    now: Date.now,
    onTry: ({ id, channel, tries }, outcome) => {
      metrics.deliveries.inc({ channel, outcome });
      if (outcome !== 'delivered') logger.warn({ id, channel, tries, outcome }, 'not delivered');
    },
    onError: logged('the outbox cannot be read'),
    ...(deliveryLimitMs === undefined ? {} : { limitMs: deliveryLimitMs }),
  });
  const assistant = new Assistant({
    store,
    packs,
    reach,
    sends: (channel) => channels.some(({ name }) => name === channel),
    onChange: (changed) => {
      metrics.changes.inc({ channel: changed.channel });
      live.changed(changed);
      deliverer.wake();
      sweeper.wake();
      gateway?.jobs.changed(changed.id);
    },
    now: Date.now,
  });
  const onJobEnd = ({ id, caseId }: StoredSweep, status: StoredSweep['status']): void => {
    live.swept(caseId, id);
    metrics.jobs.inc({ status });
    sweeper.wake();
  };
  const sweeper = sweeperOf(
    {
      store,
      packs,
      assistant,
      measures,
      leaseMs: sweepLeaseMs,
      onExpired: (job) => {
        onJobEnd(job, 'expired');
        gateway?.jobs.changed(job.caseId);
      },
    },
    live,
    logged,
  );
  const gateway = config.companions
    ? await gatewayOf(
        {
          store,
          packs,
          trustedProxies: config.trustedProxies,
          onLogs: (job, logs) => takeLogs(assistant, store, job, logs),
          onEnd: onJobEnd,
          onPaired: () => {
            sweeper.wake();
          },
        },
        { live, metrics },
        logged,
      )
    : null;
  const access = await accessOf(config, store, http, live);
  http.server.on(
    'request',
    createApp({
      routes: routesOf({
        store,
        assistant,
        packs,
        reach,
        live,
        gateway,
        isShared: config.oidc !== null,
      }),
      access,
      names: config.publicUrl === null ? [] : [new URL(config.publicUrl).host],
      isShared: config.oidc !== null,
      publicUrl: () => http.url,
      trustedProxies: config.trustedProxies,
      version: about.version,
      metrics,
      ready: () => store.ping(),
      onFault: logged('a request failed'),
    }),
  );
  // Before anything that writes is begun.
  const tidying = await keepTidy({
    store,
    days: config.retentionDays,
    auditDays: config.auditRetentionDays,
    onError: logged('what is old could not be deleted'),
    onDoubt: () => {
      logger.error(
        'everything is older than it is to be kept (RETENTION_DAYS, AUDIT_RETENTION_DAYS): nothing is deleted; is the clock of this machine right?',
      );
    },
  });
  let responders: UdpResponders | null = null;
  try {
    responders = await respondersOf(config, packs, udpPorts);
    await http.listen();
  } catch (error) {
    await responders?.close();
    await tidying.stop();
    await store.close();
    throw error;
  }
  deliverer.start();
  sweeper.start();
  gateway?.start(http.server);

  return {
    url: http.url,
    entry: http.url + access.entry,
    stop: async () => {
      live.stop();
      // What a sweep has found just now is still told.
      const told = Promise.all([sweeper.stop(), gateway?.stop()]).then(() => assistant.stop());
      const others = [http.stop(), deliverer.stop(), tidying.stop(), responders?.close()];
      const ended = Promise.all([told, ...others]);
      await within(STOP_LIMIT_MS, ended).catch(logged('not everything ended in time'));
      await store.close();
    },
  };
}
