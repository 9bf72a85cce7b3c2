import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { ipKeyGenerator } from 'express-rate-limit';
import proxyAddr from 'proxy-addr';
import { WebSocketServer, type RawData, type WebSocket } from 'ws';
import type { DeviceId, StoredDevice } from '../../store/devices.ts';
import type { Store } from '../../store/store.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import { serverProofParts } from '../proof.ts';
import {
  COMPANION_PATH,
  LARGEST_FRAME,
  PROTOCOL,
  readFromCompanion,
  SILENCE_MS,
  SUBPROTOCOL,
  type Enrolment,
  type Proof,
  type ToGateway,
} from '../protocol.ts';
import { newNonce, signFor, type Keys } from '../signing.ts';
import { Admission } from './admission.ts';
import { Connection } from './connection.ts';
import { JobDesk, type JobDeskParts } from './job-desk.ts';
import { listener } from './listener.ts';
import { LogIntake, type LogIntakeParts } from './log-intake.ts';
import { Newcomers } from './newcomers.ts';
import { Presence } from './presence.ts';

export interface GatewayParts
  extends LogIntakeParts, Pick<JobDeskParts, 'onEvent' | 'onEnd' | 'onError' | 'now'> {
  readonly store: Store;
  readonly keys: Keys;
  readonly version: string;
  /** Proxies whose word on where a connection comes from is taken, with commas between. */
  readonly trustedProxies: string;
  readonly patience?: GatewayPatience;
  /** Told when a device has come in by a code. */
  readonly onPaired: () => void;
  /** Told of everything that was refused, by its code. */
  readonly onRefusal: (code: string) => void;
}

/** How long the gateway waits for companions; milliseconds. */
export interface GatewayPatience {
  /** Whoever has not proved itself by then is let go. */
  readonly introductionMs: number;
  /** Who was not heard of for so long is gone. */
  readonly silenceMs: number;
  /** It looks so often. */
  readonly lookMs: number;
  /** It notes so often who is still there. */
  readonly refreshMs: number;
}

const PATIENCE: GatewayPatience = {
  introductionMs: 10_000,
  silenceMs: SILENCE_MS,
  lookMs: 1000,
  refreshMs: 60_000,
};
const MOST_CONNECTIONS = 50_000;
/** Pieces that a frame may arrive in: each costs memory of its own until the frame is whole. */
const MOST_PIECES = 2048;
const MOST_FRAGMENTS = 64;
/** A far side that does not answer the close by then keeps nothing open; milliseconds. */
const CLOSE_MS = 3000;
/** While it stops, companions are told to come back spread over so long; milliseconds. */
const RETURN_WITHIN_MS = 15_000;
const STOP_LIMIT_MS = 2000;
/** After trouble of ours, a companion comes back so late; milliseconds. */
const TROUBLE_MS = 5000;
/** The same key at two places: the older one comes back so late, if ever; milliseconds. */
const ELSEWHERE_MS = 300_000;

/** What an error of ws is to the companion that made it; null where only the line broke. */
function refusalOf(error: Error): 'too-large' | 'bad-message' | null {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('WS_ERR_')) return null;
  return code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH' || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS'
    ? 'too-large'
    : 'bad-message';
}

/** Whether its logs count: they were asked for, somebody agreed to the checks, and nobody called them off. */
function isToTellLogs({ brief, consent, status }: StoredSweep): boolean {
  return brief?.logs === true && consent !== null && status !== 'aborted';
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

const SOCKETS = {
  noServer: true,
  clientTracking: false,
  maxPayload: LARGEST_FRAME,
  maxBufferedChunks: MOST_PIECES,
  maxFragments: MOST_FRAGMENTS,
  perMessageDeflate: false,
  closeTimeout: CLOSE_MS,
  // A ping counts as a message, and is answered by whoever counts it.
  autoPong: false,
  handleProtocols: () => SUBPROTOCOL,
};

/** Where companions come in: lets them prove who they are, and keeps their connections. */
export class Gateway {
  readonly #parts: GatewayParts;
  readonly #admission: Admission;
  readonly #presence: Presence;
  readonly #logs: LogIntake;
  readonly #patience: GatewayPatience;
  readonly #trusts: (address: string, distance: number) => boolean;
  readonly #sockets = new WebSocketServer(SOCKETS);
  readonly #connections = new Map<WebSocket, Connection>();
  readonly #newcomers = new Newcomers();
  readonly #devices = new Map<DeviceId, Connection>();
  readonly #settling = new Set<Promise<void>>();
  #timer: NodeJS.Timeout | null = null;
  #revokedSince = 0;
  #cutting: Promise<void> | null = null;
  #isStopping = false;
  readonly jobs: JobDesk;

  constructor(parts: GatewayParts) {
    const { store, keys, now, onEvent, onEnd, onError, trustedProxies } = parts;
    this.#parts = parts;
    this.#patience = parts.patience ?? PATIENCE;
    const id = randomUUID();
    this.#admission = new Admission(store, keys, id, now);
    this.#presence = new Presence(store.devices, id, this.#patience.refreshMs, now, onError);
    this.#logs = new LogIntake(parts, (message, connection) => {
      this.#queue(message, connection);
    });
    this.#trusts = proxyAddr.compile(trustedProxies.split(/\s*,\s*/));
    const connectionOf = (device: DeviceId): Connection | null => this.#devices.get(device) ?? null;
    this.jobs = new JobDesk({ store, keys, now, connectionOf, onEvent, onEnd, onError });
  }

  /** Companions that are connected and have proved who they are. */
  get connected(): number {
    return this.#devices.size;
  }

  /** Takes the connections to `server` that are meant for companions. */
  start(server: Server): void {
    this.#revokedSince = this.#parts.now();
    this.jobs.start();
    server.on('upgrade', this.#onUpgrade);
    this.#timer = setInterval(() => {
      this.#look();
    }, this.#patience.lookMs);
    this.#timer.unref();
  }

  /** Lets everybody go: they come back spread over a while. What has arrived is saved. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    if (this.#timer) clearInterval(this.#timer);
    for (const connection of this.#connections.values()) connection.drain(RETURN_WITHIN_MS);
    await Promise.race([
      Promise.all(this.#settling),
      new Promise((resolve) => setTimeout(resolve, STOP_LIMIT_MS).unref()),
    ]);
    await this.jobs.stop();
    for (const connection of this.#connections.values()) connection.drop();
    // They close one by one, later: the database is not there any more then.
    for (const id of this.#devices.keys()) this.#presence.note(id, 'gone');
    this.#devices.clear();
    await this.#cutting;
    await this.#presence.settle();
  }

  /** The device may not be asked any more: its connection ends at once, and so do its jobs. */
  async revoke(device: DeviceId): Promise<void> {
    this.#devices.get(device)?.refuse('revoked');
    await this.jobs.end(device, 'revoked');
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    socket.on('error', () => undefined);
    const [path] = (request.url ?? '').split('?');
    if (path !== COMPANION_PATH) {
      refuseUpgrade(socket, '404 Not Found');
      return;
    }
    // A companion is no page: what a browser sends from somebody's site has no business here.
    if (request.headers.origin !== undefined) {
      refuseUpgrade(socket, '403 Forbidden');
      return;
    }
    if (
      this.#isStopping ||
      this.#connections.size >= MOST_CONNECTIONS ||
      !this.#newcomers.makeRoom()
    ) {
      this.#parts.onRefusal('too-many');
      refuseUpgrade(socket, '503 Service Unavailable');
      return;
    }
    const address = ipKeyGenerator(proxyAddr(request, this.#trusts));
    this.#sockets.handleUpgrade(request, socket, head, (opened) => {
      this.#open(opened, socket, address);
    });
  };

  #open(socket: WebSocket, line: Duplex, address: string): void {
    const connection = new Connection(socket, newNonce(), address, this.#parts.onRefusal);
    this.#connections.set(socket, connection);
    this.#newcomers.add(connection, line);
    this.#listen(socket);
    connection.send({
      kind: 'challenge',
      protocol: PROTOCOL,
      program: this.#parts.version,
      nonce: connection.challenge,
      key: this.#parts.keys.publicKey,
    });
  }

  readonly #listen = listener((socket) => this.#connections.get(socket) ?? null, {
    heard: (connection, data, isBinary) => {
      this.#heard(connection, data, isBinary);
    },
    gone: (socket, connection) => {
      this.#gone(socket, connection);
    },
    // What was wrong is said by the close code of WebSocket: nothing else can be sent any more.
    broken: (error) => {
      const code = refusalOf(error);
      if (code !== null) this.#parts.onRefusal(code);
    },
  });

  #heard(connection: Connection, data: RawData, isBinary: boolean): void {
    if (connection.isDismissed) return;
    const now = performance.now();
    if (connection.proven) connection.heardAt = now;
    const frame = data as Buffer;
    if (!connection.mayGoOn(now, frame.length)) return;
    const read = isBinary
      ? ({ kind: 'unreadable', code: 'bad-message' } as const)
      : readFromCompanion(frame.toString('utf8'));
    if (read.kind === 'unreadable') {
      if (connection.proven) connection.untaken(read.code);
      else connection.refuse(read.code);
      return;
    }
    this.#queue(read.message, connection);
  }

  /** Takes a message after those before it. */
  #queue(heard: ToGateway, connection: Connection): void {
    connection.inTurn(heard, (message) => {
      const settled = this.#take(message, connection).catch((error: unknown) => {
        this.#parts.onError(error);
        connection.refuse('trouble', TROUBLE_MS);
      });
      this.#settling.add(settled);
      return settled.finally(() => this.#settling.delete(settled));
    });
  }

  async #take(message: ToGateway, connection: Connection): Promise<void> {
    if (connection.isDismissed) return;
    const { proven } = connection;
    if (message.kind === 'enrol' || message.kind === 'prove') {
      if (proven) connection.untaken('unexpected');
      else await this.#introduce(message, connection);
      return;
    }
    if (!proven) {
      connection.refuse('unexpected');
      return;
    }
    switch (message.kind) {
      case 'log':
        await this.#takeLog(message, connection);
        return;
      case 'forget':
        await this.#forget(proven.id, proven.name, connection);
        return;
      case 'unclear':
        this.#parts.onRefusal(`unclear-${message.code}`);
        return;
      default:
        await this.jobs.take(message, connection);
    }
  }

  async #takeLog(
    message: Extract<ToGateway, { kind: 'log' }>,
    connection: Connection,
  ): Promise<void> {
    // As it stands now: what was sent to the device knows neither who agreed nor whether it was called off since.
    const job = await this.#parts.store.jobs.find(message.job);
    if (job && job.device === connection.proven?.id && isToTellLogs(job)) {
      await this.#logs.take(message, job, connection);
      return;
    }
    this.#logs.leave(connection);
    connection.untaken('unknown-job', message.job);
  }

  async #introduce(message: Enrolment | Proof, connection: Connection): Promise<void> {
    const { store, keys, now, onPaired } = this.#parts;
    const admitted = await this.#admission.admit(message, connection);
    if (admitted.kind === 'out') {
      connection.refuse(admitted.code, admitted.retryMs);
      return;
    }
    const { device } = admitted;
    if (message.kind === 'prove') await this.#describe(device, message);
    if (!connection.isOpen) {
      this.#presence.note(device.id, 'gone');
      return;
    }
    this.#devices.get(device.id)?.refuse('elsewhere', ELSEWHERE_MS);
    this.#devices.set(device.id, connection);
    this.#newcomers.delete(connection);
    const welcome = { id: device.id, time: now() };
    connection.heardAt = performance.now();
    connection.proven = {
      id: device.id,
      name: message.device.name,
      nonce: message.nonce,
      timeFrom: welcome.time - connection.heardAt,
    };
    const parts = serverProofParts(connection.challenge, message.nonce, welcome);
    connection.send({ kind: 'welcome', ...welcome, proof: signFor('server proof', parts, keys) });
    this.#presence.note(device.id, 'come');
    if (admitted.isPaired) onPaired();
    // Revoked in between, it is cut off as if it had been here before.
    if ((await store.devices.find(device.id))?.revokedAt !== null) connection.refuse('revoked');
    else await this.jobs.meet(connection);
  }

  async #describe(device: StoredDevice, { device: said, program }: Proof): Promise<void> {
    const { store, now } = this.#parts;
    const { name, platform, arch, asks } = device;
    const isNews =
      said.name !== name ||
      said.platform !== platform ||
      said.arch !== arch ||
      said.asks !== asks ||
      program !== device.program;
    if (isNews) await store.devices.describe(device, said, program, now());
  }

  async #forget(id: DeviceId, name: string, connection: Connection): Promise<void> {
    const { store, now } = this.#parts;
    await store.devices.revoke(id, { by: name, at: now() }, 'forgotten');
    await this.jobs.end(id, 'revoked');
    connection.dismiss('forgotten');
  }

  #gone(socket: WebSocket, connection: Connection): void {
    this.#connections.delete(socket);
    this.#newcomers.delete(connection);
    this.jobs.leave(connection);
    this.#logs.leave(connection);
    const { proven } = connection;
    if (!proven || this.#devices.get(proven.id) !== connection) return;
    this.#devices.delete(proven.id);
    this.#presence.note(proven.id, 'gone');
  }

  /** Lets those go who have not proved themselves, who have fallen silent, and who were revoked elsewhere. */
  #look(): void {
    const now = performance.now();
    const { introductionMs, silenceMs } = this.#patience;
    this.#newcomers.dismissLate(introductionMs);
    for (const connection of this.#devices.values())
      if (now - connection.heardAt > silenceMs) connection.drop();
    this.#presence.refresh(this.#devices.keys());
    this.#logs.look();
    this.#cutting ??= this.#cutRevoked()
      .catch(this.#parts.onError)
      .finally(() => (this.#cutting = null));
  }

  async #cutRevoked(): Promise<void> {
    const { store, now } = this.#parts;
    const until = now() - SILENCE_MS;
    for (const id of await store.devices.revokedSince(this.#revokedSince))
      if (this.#devices.has(id)) await this.revoke(id);
    // Only now: what a database in trouble did not tell is asked for again.
    this.#revokedSince = until;
  }
}
