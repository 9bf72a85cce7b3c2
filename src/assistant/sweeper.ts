import type { Measures } from '../checks/here.ts';
import type { SweepEvent } from '../checks/sweep.ts';
import { openCase, targetsOf } from '../conversation/case.ts';
import type { StoredCase } from '../store/case-record.ts';
import type { StoredSweep } from '../store/sweeps.ts';
import type { Store } from '../store/store.ts';
import { RefusedEvent, type Assistant } from './assistant.ts';
import type { Packs } from '../knowledge/packs.ts';
import { endOf } from './sweep-end.ts';
import { packOf } from './turn.ts';

export interface SweeperParts {
  readonly store: Store;
  readonly packs: Packs;
  readonly assistant: Assistant;
  /** What this machine measures with; null where it only tells what devices found. */
  readonly measures: Measures | null;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told while a sweep runs. */
  readonly onEvent: (of: StoredCase, sweep: StoredSweep, event: SweepEvent) => void;
  /** Told of a job that no device did in time, when that is saved. */
  readonly onExpired: (job: StoredSweep) => void;
  readonly onError: (error: unknown) => void;
  /** After how long, in milliseconds, whoever has begun a sweep is taken to be gone. */
  readonly leaseMs?: number | undefined;
}

/** A sweep ends within half a minute; after this, whoever had it is gone. */
const LEASE_MS = 60_000;
/** Jobs expire, and what another process had claimed before a crash becomes free, unseen. */
const IDLE_MS = 2000;
const SIDE_BY_SIDE = 2;
const TOLD_SIDE_BY_SIDE = 8;
/** What could not be measured or told by then is given up; with the lease above, that is after a few tries. */
const GIVE_UP_MS = 600_000;
const MOST_PAIRED = 50;

/**
 * Runs the sweeps that cases have asked of this machine, ends those that no device did in time, and tells the cases what
 * came of them, of those that devices have run, and of devices that were paired; until it is stopped.
 */
export class Sweeper {
  readonly #parts: SweeperParts;
  readonly #stopping = new AbortController();
  readonly #measuring = new Set<Promise<void>>();
  readonly #telling = new Set<Promise<void>>();
  #looking: Promise<void> | null = null;
  #isWoken = false;
  #isExpiryDue = true;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.wake();
    this.#timer = setInterval(() => {
      this.#isExpiryDue = true;
      this.wake();
    }, IDLE_MS);
    this.#timer.unref();
  }

  /** There may be something to measure. */
  wake(): void {
    this.#isWoken = true;
    this.#looking ??= this.#look().finally(() => (this.#looking = null));
  }

  /** Begins nothing new; what is under way is ended, and will be begun anew by whoever starts next. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer);
    this.#stopping.abort();
    await this.#looking;
    await Promise.all([...this.#measuring, ...this.#telling]);
  }

  async #look(): Promise<void> {
    const { measures, onError } = this.#parts;
    while (this.#isWoken && !this.#stopping.signal.aborted) {
      this.#isWoken = false;
      await this.#tellPaired().catch(onError);
      if (this.#isExpiryDue) await this.#expire().catch(onError);
      // What has ended is told while other sweeps run.
      await this.#begin(this.#telling, TOLD_SIDE_BY_SIDE, null);
      if (measures) await this.#begin(this.#measuring, SIDE_BY_SIDE, measures.place);
    }
  }

  /** Begins as many as there is room for: those of that place, or those that have ended. */
  async #begin(underWay: Set<Promise<void>>, most: number, place: string | null): Promise<void> {
    const { store, now, onError, leaseMs = LEASE_MS } = this.#parts;
    const free = most - underWay.size;
    if (free <= 0) return;
    const claimed = await store.sweeps
      .claim(place, now(), now() + leaseMs, free)
      .catch((error: unknown) => {
        onError(error);
        return [];
      });
    for (const sweep of claimed) {
      const ended = this.#run(sweep)
        .catch((error: unknown) => this.#failed(sweep, error).catch(onError))
        .finally(() => {
          underWay.delete(ended);
          this.wake();
        });
      underWay.add(ended);
    }
  }

  async #failed(sweep: StoredSweep, error: unknown): Promise<void> {
    const { store, now, onError } = this.#parts;
    const isStopping = error instanceof RefusedEvent && error.code === 'stopping';
    if (isStopping) {
      await store.sweeps.release(sweep.id);
      return;
    }
    onError(error);
    if (now() - (sweep.endedAt ?? sweep.at) > GIVE_UP_MS) await store.sweeps.told(sweep, now());
  }

  async #run(sweep: StoredSweep): Promise<void> {
    const { store, assistant, now } = this.#parts;
    const ended = sweep.endedAt === null ? await this.#measure(sweep) : sweep;
    if (!ended) {
      await store.sweeps.release(sweep.id);
      return;
    }
    await assistant.take(sweep.caseId, endOf(ended));
    await store.sweeps.told(ended, now());
  }

  /** Runs it here; null where our own end broke it off, or nobody wants it any more. */
  async #measure(sweep: StoredSweep): Promise<StoredSweep | null> {
    const { store, packs, measures, now, onEvent } = this.#parts;
    const { signal } = this.#stopping;
    const stored = await store.cases.load(sweep.caseId);
    if (!stored || !measures) return null;
    const targets = targetsOf(openCase(stored.state, packOf(stored.pack, packs), now()));
    const tell = (event: SweepEvent): void => {
      onEvent(stored, sweep, event);
    };
    const findings = await measures.run(sweep.checks, targets, tell, signal);
    if (signal.aborted) return null;
    // Kept first: what was measured is not measured again only because the telling failed.
    const isKept = await store.sweeps.keep(sweep.id, findings, now());
    return isKept ? { ...sweep, findings, status: 'finished' } : null;
  }

  /** Also where no companion may connect (any more): what was asked of devices ends. */
  async #expire(): Promise<void> {
    const { store, now, onExpired } = this.#parts;
    this.#isExpiryDue = false;
    for (const job of await store.jobs.expire(now())) onExpired(job);
  }

  async #tellPaired(): Promise<void> {
    const { store, assistant, now, onError } = this.#parts;
    for (const paired of await store.pairings.untold(MOST_PAIRED)) {
      const { caseId, mark, requester, device, name } = paired;
      const event = { kind: 'paired' as const, mark, device: { id: device, name } };
      const incoming = { id: `paired-${mark}-${device}`, by: requester, event };
      // One that cannot be told keeps no other one from it; it is tried again at the next look.
      await assistant
        .take(caseId, incoming)
        .then(() => store.pairings.told(paired, now()))
        .catch(onError);
    }
  }
}
