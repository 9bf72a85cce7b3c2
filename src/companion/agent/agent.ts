import { setTimeout as sleep } from 'node:timers/promises';
import { backOff, type BackOff } from '../../back-off.ts';
import type { Device, ToCompanion, Unwelcome } from '../protocol.ts';
import { keepIdentity, type Identity } from './identity.ts';
import { PATIENCE, Session, type Patience, type SessionEnd, type Welcome } from './session.ts';
import type { WayOut } from './ways-out.ts';
import type { Work } from './work.ts';

/** What takes the jobs that come. */
export type Worker = Pick<
  Work,
  'resume' | 'pause' | 'take' | 'withdraw' | 'delivered' | 'settle' | 'sendLogs' | 'giveUp'
>;

export interface AgentParts {
  readonly folder: string;
  readonly identity: Identity;
  /** To come in by, where this machine is to be paired. */
  readonly ticket: string | null;
  readonly device: Device;
  readonly version: string;
  /** Null where this machine only wants to be forgotten. */
  readonly work: Worker | null;
  /** The ways to the server, looked up anew at each try: networks change. */
  readonly waysOut: (server: URL) => Promise<readonly WayOut[]>;
  readonly patience?: Patience;
  readonly onConnected: (identity: Identity) => void;
  /** Told when a connection has ended and another is tried after `waitMs`. */
  readonly onLost: (end: SessionEnd, waitMs: number) => void;
}

/** Why an agent ends by itself: there is no use in coming back. */
export type AgentEnd = Unwelcome | 'impostor' | 'stopped';

const RETRY: BackOff = { firstMs: 1000, longestMs: 60_000, spread: 1 };
/** The ways out of a machine that are tried to tell the server something once. */
const MOST_WAYS = 3;
/** What a server says that has nothing more to forget. */
const FORGOTTEN: ReadonlySet<Unwelcome> = new Set(['forgotten', 'revoked', 'unknown-device']);

/** Keeps a machine connected to its server for as long as it may, and hands it the jobs that come. */
export class Agent {
  readonly #parts: AgentParts;
  #identity: Identity;
  #ticket: string | null;

  constructor(parts: AgentParts) {
    this.#parts = parts;
    this.#identity = parts.identity;
    this.#ticket = parts.ticket;
  }

  /**
   * Runs until it is stopped or sent away for good; says why.
   * @throws where what the server said cannot be kept.
   */
  async run(signal: AbortSignal): Promise<AgentEnd> {
    const { heartbeatMs } = this.#parts.patience ?? PATIENCE;
    let tries = 0;
    let at = 0;
    while (!signal.aborted) {
      const from = performance.now();
      const { end, wasWelcome } = await this.#connect(at, signal);
      this.#parts.work?.pause();
      if (isOver(signal)) break;
      if (end.kind === 'impostor') return 'impostor';
      if (end.kind === 'unwelcome' && end.retryMs === null) return end.code;
      // A server that lets us in only to lose us at once is not knocked at without a pause.
      tries = wasWelcome && performance.now() - from > heartbeatMs ? 1 : tries + 1;
      // The way that led there is the first to be tried again.
      if (!wasWelcome) at++;
      const waitMs = waitAfter(end, tries, Math.random());
      this.#parts.onLost(end, waitMs);
      await sleep(waitMs, undefined, { signal }).catch(() => undefined);
    }
    return 'stopped';
  }

  /** The user wants the server to forget this machine; false where it could not be told. */
  async forget(signal: AbortSignal): Promise<boolean> {
    for (let at = 0; at < MOST_WAYS && !signal.aborted; at++) {
      const { end } = await this.#connect(at, signal, (session) => {
        session.send({ kind: 'forget' });
      });
      if (end.kind === 'unwelcome') return FORGOTTEN.has(end.code);
    }
    return false;
  }

  async #connect(
    at: number,
    signal: AbortSignal,
    onWelcome?: (session: Session) => void,
  ): Promise<{ readonly end: SessionEnd; readonly wasWelcome: boolean }> {
    const { device, version, waysOut, patience } = this.#parts;
    const server = new URL(this.#identity.server);
    if (server.protocol === 'https:') server.protocol = 'wss:';
    const ways = await waysOut(server);
    const way = ways[at % ways.length];
    if (!way) return { end: { kind: 'lost', error: 'no way to the server' }, wasWelcome: false };
    let wasWelcome = false;
    const broken = Promise.withResolvers<never>();
    const session = new Session({
      identity: this.#identity,
      ticket: this.#ticket,
      device,
      version,
      way,
      ...(patience ? { patience } : {}),
      signal,
      onWelcome: (welcome, welcomed) => {
        wasWelcome = true;
        try {
          this.#welcomed(welcome, welcomed);
          onWelcome?.(welcomed);
        } catch (error) {
          broken.reject(error);
          welcomed.close();
        }
      },
      onMessage: (message) => {
        this.#take(message);
      },
    });
    const end = await Promise.race([session.ended, broken.promise]);
    way.agent?.destroy();
    return { end, wasWelcome };
  }

  #welcomed(welcome: Welcome, session: Session): void {
    const { folder, work, onConnected } = this.#parts;
    if (this.#ticket !== null) {
      const { device, serverKey } = welcome;
      this.#identity = { ...this.#identity, device, serverKey };
      keepIdentity(folder, this.#identity);
      this.#ticket = null;
    }
    onConnected(this.#identity);
    work?.resume(welcome, (message) => {
      session.send(message);
    });
  }

  #take(message: ToCompanion): void {
    const { work } = this.#parts;
    switch (message.kind) {
      case 'job':
        work?.take(message.payload, message.signature);
        return;
      case 'withdrawn':
        work?.withdraw(message.job);
        return;
      case 'taken':
        work?.delivered(message.job);
        return;
      case 'log-taken':
        work?.sendLogs(message.job, message.part + 1);
        return;
      case 'untaken':
        if (message.job === null) return;
        // Logs that came at a wrong time are sent again on the next connection; all else is of no use to the server.
        if (message.code === 'unexpected') work?.settle(message.job);
        else work?.giveUp(message.job);
        if (message.code === 'unknown-job') work?.withdraw(message.job);
        return;
      default:
    }
  }
}

/** Milliseconds until the next try: no server brings it to knock without a pause. */
function waitAfter(end: SessionEnd, tries: number, chance: number): number {
  const least = backOff(tries, chance, RETRY);
  switch (end.kind) {
    case 'drained':
      return Math.max(least, Math.round(end.withinMs * chance));
    case 'unwelcome':
      return Math.max(least, Math.round((end.retryMs ?? 0) * (1 + chance / 2)));
    default:
      return least;
  }
}

/** A signal that aborts while something was waited for. */
function isOver(signal: AbortSignal): boolean {
  return signal.aborted;
}
