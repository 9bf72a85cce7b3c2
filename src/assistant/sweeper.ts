import type { Measures } from '../checks/here.ts';
import type { SweepEvent } from '../checks/sweep.ts';
import { openCase, targetsOf } from '../conversation/case.ts';
import type { StoredCase } from '../store/case-record.ts';
import type { StoredSweep } from '../store/sweeps.ts';
import type { Store } from '../store/store.ts';
import { RefusedEvent, type Assistant } from './assistant.ts';
import type { Packs } from './exchange.ts';
import { ASSISTANT, packOf } from './turn.ts';

export interface SweeperParts {
  readonly store: Store;
  readonly packs: Packs;
  readonly assistant: Assistant;
  readonly measures: Measures;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told while a sweep runs. */
  readonly onEvent: (of: StoredCase, sweep: StoredSweep, event: SweepEvent) => void;
  readonly onError: (error: unknown) => void;
  /** After how long, in milliseconds, whoever has begun a sweep is taken to be gone. */
  readonly leaseMs?: number | undefined;
}

/** A sweep ends within half a minute; after this, whoever had it is gone. */
const LEASE_MS = 60_000;
/** After a crash, what another process had claimed becomes free unseen. */
const IDLE_MS = 2000;
const SIDE_BY_SIDE = 2;
/** What could not be measured or told by then is given up; with the lease above, that is after a few tries. */
const GIVE_UP_MS = 600_000;

/** Runs the sweeps that cases have asked for, and tells the cases what was found, until it is stopped. */
export class Sweeper {
  readonly #parts: SweeperParts;
  readonly #stopping = new AbortController();
  readonly #running = new Set<Promise<void>>();
  #looking: Promise<void> | null = null;
  #isWoken = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: SweeperParts) {
    this.#parts = parts;
  }

  start(): void {
    this.wake();
    this.#timer = setInterval(() => {
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
    await Promise.all(this.#running);
  }

  async #look(): Promise<void> {
    const { store, measures, now, onError, leaseMs = LEASE_MS } = this.#parts;
    while (this.#isWoken && !this.#stopping.signal.aborted) {
      this.#isWoken = false;
      const free = SIDE_BY_SIDE - this.#running.size;
      if (free <= 0) return;
      const claimed = await store.sweeps
        .claim(measures.place, now(), now() + leaseMs, free)
        .catch((error: unknown) => {
          onError(error);
          return [];
        });
      for (const sweep of claimed) {
        const ended = this.#run(sweep)
          .catch((error: unknown) => this.#failed(sweep, error).catch(onError))
          .finally(() => {
            this.#running.delete(ended);
            this.wake();
          });
        this.#running.add(ended);
      }
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
    if (now() - sweep.at > GIVE_UP_MS) await store.sweeps.told(sweep.id, now());
  }

  async #run(sweep: StoredSweep): Promise<void> {
    const { store, packs, assistant, measures, now, onEvent } = this.#parts;
    const { signal } = this.#stopping;
    const stored = await store.cases.load(sweep.caseId);
    if (!stored) return;
    const targets = targetsOf(openCase(stored.state, packOf(stored.pack, packs), now()));
    const tell = (event: SweepEvent): void => {
      onEvent(stored, sweep, event);
    };
    const findings = sweep.findings ?? (await measures.run(sweep.checks, targets, tell, signal));
    if (signal.aborted) {
      await store.sweeps.release(sweep.id);
      return;
    }
    // Kept first: what was measured is not measured again only because the telling failed.
    await store.sweeps.keep(sweep.id, findings);
    const { mark, place } = sweep;
    const event = { kind: 'measured' as const, mark, place, findings };
    await assistant.take(sweep.caseId, { id: `sweep-${sweep.id}`, by: ASSISTANT, event });
    await store.sweeps.told(sweep.id, now());
  }
}
