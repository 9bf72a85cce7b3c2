import { collectLogs } from '../../checks/collect-logs.ts';
import type { LogSources } from '../../checks/log-folders.ts';
import type { LogsResult } from '../../checks/result.ts';
import type { Pack } from '../../knowledge/schema.ts';
import type { ToGateway } from '../protocol.ts';
import type { AllowedJob } from './inspect-job.ts';
import type { LogParcels } from './log-parcels.ts';

/** Shows the person what of the SDK's logs would be sent, and asks; false for no. Ends when `signal` aborts. */
export type AskForLogs = (logs: LogsResult, signal: AbortSignal) => Promise<boolean>;

/** Why no logs are sent. */
export type LogsWithheld = 'none' | 'not agreed' | 'nobody to ask';

export interface LogOfferParts {
  readonly parcels: LogParcels;
  readonly ask: AskForLogs;
  /** Where the SDK's logs are on this machine. */
  readonly sources: (pack: Pack) => LogSources;
  /** There are no logs to send. */
  readonly onNone: () => void;
  /** The logs that the person has agreed to are on their way. */
  readonly onPacked: () => void;
  /** The server has them. */
  readonly onSent: (job: string) => void;
  /** Unix milliseconds, by this machine's own clock. */
  readonly now: () => number;
}

/** Logs from so long before now may tell of the failure; the SDK itself uploads no longer span. */
const WINDOW_MS = 24 * 60 * 60_000;
const COLLECT_LIMIT_MS = 10_000;
/** How long a person may look at what would be sent. */
const ASK_LIMIT_MS = 15 * 60_000;

/** Offers the SDK's logs to the server: nothing of them leaves the machine before a person has seen it, and has agreed. */
export class LogOffer {
  readonly #parts: LogOfferParts;
  #say: (message: ToGateway) => void = () => undefined;
  /** The job whose logs are being sent. */
  #current: string | null = null;

  constructor(parts: LogOfferParts) {
    this.#parts = parts;
  }

  /** The server can be spoken to: what it does not have is sent, from the beginning. */
  resume(say: (message: ToGateway) => void): void {
    this.#say = say;
    this.#current = null;
    this.#sendNext();
  }

  /** One parcel at a time; the next one when the server has it, or does not want it. */
  #sendNext(): void {
    if (this.#current !== null) return;
    const [job] = this.#parts.parcels.waiting();
    if (job === undefined) return;
    this.#current = job;
    this.send(job, 0);
  }

  /** What became of the offer: "agreed", or why nothing is sent. */
  async make(
    { job, knowledge }: AllowedJob,
    ending: AbortSignal,
  ): Promise<'agreed' | LogsWithheld> {
    const { parcels, ask, sources, onNone, onPacked, now } = this.#parts;
    const signal = AbortSignal.any([ending, AbortSignal.timeout(ASK_LIMIT_MS)]);
    const to = new Date(now());
    const window = { from: new Date(to.getTime() - WINDOW_MS), to };
    const limits = { signal, limitMs: COLLECT_LIMIT_MS };
    const collected = await collectLogs(window, sources(knowledge.pack), limits);
    if (collected.result.finding !== 'found') {
      onNone();
      return 'none';
    }
    const isAgreed = await ask(collected.result, signal).catch(() => false);
    if (!isAgreed) return 'not agreed';
    await parcels.pack(job.id, collected, signal);
    onPacked();
    this.#sendNext();
    return 'agreed';
  }

  /** Sends a piece, from 0; behind the last one, the server has them all. */
  send(job: string, part: number): void {
    const { parcels, onSent } = this.#parts;
    const piece = parcels.read(job, part);
    if (piece) {
      const data = piece.data.toString('base64url');
      this.#say({ kind: 'log', job, part, isLast: piece.isLast, data });
    } else if (part > 0 && parcels.has(job)) {
      onSent(job);
      this.giveUp(job);
    }
  }

  /** The server does not want them, or has them. */
  giveUp(job: string): void {
    this.#parts.parcels.drop(job);
    if (this.#current !== job) return;
    this.#current = null;
    this.#sendNext();
  }
}
