import { backOff, type BackOff } from '../back-off.ts';
import { redact } from '../diagnosis/redact.ts';
import { FURTHEST_AHEAD_MS } from '../store/lease.ts';
import type { Delivery } from '../store/outbox.ts';
import type { Store } from '../store/store.ts';
import { DeliveryError, type Channel } from './channel.ts';

export interface DelivererParts {
  readonly store: Store;
  readonly channels: readonly Channel[];
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told of every try. */
  readonly onTry: (delivery: Delivery, outcome: 'delivered' | 'postponed' | 'given-up') => void;
  /** Told when the store itself fails; the deliverer goes on. */
  readonly onError: (error: unknown) => void;
  /** How long one delivery may take, in milliseconds. */
  readonly limitMs?: number;
}

/** Slack and Teams answer within a few seconds, or not at all. */
const LIMIT_MS = 10_000;
/** After a crash, what another process had claimed becomes free unseen. */
const IDLE_MS = 1000;
const SIDE_BY_SIDE = 32;
const RETRY: BackOff = { firstMs: 250, longestMs: 5 * 60_000, spread: 0.5 };
/** With the waits above, about half an hour. */
const MOST_TRIES = 16;
const LONGEST_FAILURE = 500;

/** Delivers what the outbox holds: each place's in order, with retries, until it is stopped. */
export class Deliverer {
  readonly #parts: DelivererParts;
  readonly #channels: ReadonlyMap<string, Channel>;
  readonly #limit: number;
  #wake: () => void = () => undefined;
  #woken = false;
  #running: Promise<void> | null = null;
  #stopped = false;

  constructor(parts: DelivererParts) {
    this.#parts = parts;
    this.#channels = new Map(parts.channels.map((channel) => [channel.name, channel]));
    this.#limit = parts.limitMs ?? LIMIT_MS;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** There may be something to deliver. */
  wake(): void {
    this.#woken = true;
    this.#wake();
  }

  /** Begins nothing new, and waits for the deliveries that are under way. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.wake();
    await this.#running;
  }

  async #run(): Promise<void> {
    let underWay = 0;
    const ended = new Set<Promise<void>>();
    while (!this.#stopped) {
      this.#woken = false;
      const free = SIDE_BY_SIDE - underWay;
      const claimed = free > 0 ? await this.#claim(free) : [];
      for (const delivery of claimed) {
        underWay++;
        const done = this.#deliver(delivery).finally(() => {
          underWay--;
          ended.delete(done);
          this.wake();
        });
        ended.add(done);
      }
      if (claimed.length === 0) await this.#idle();
    }
    await Promise.all(ended);
  }

  async #claim(limit: number): Promise<Delivery[]> {
    const { store, now, onError } = this.#parts;
    try {
      // A little longer than a delivery may take, so that no other process begins while this one may still succeed.
      const names = [...this.#channels.keys()];
      return await store.outbox.claim(names, now(), now() + 2 * this.#limit, limit);
    } catch (error) {
      onError(error);
      return [];
    }
  }

  async #idle(): Promise<void> {
    if (this.#woken) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, IDLE_MS);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #deliver(delivery: Delivery): Promise<void> {
    const { store, now, onTry, onError } = this.#parts;
    const channel = this.#channels.get(delivery.channel);
    if (!channel) throw new Error(`a delivery to ${delivery.channel} was claimed without it`);
    try {
      await withLimit((signal) => channel.deliver(delivery, signal), this.#limit);
      await store.outbox.delivered(delivery.seq, now());
      onTry(delivery, 'delivered');
    } catch (error) {
      await this.#postpone(delivery, error).catch(onError);
    }
  }

  async #postpone(delivery: Delivery, error: unknown): Promise<void> {
    const { store, now, onTry } = this.#parts;
    const tries = delivery.tries + 1;
    const known = error instanceof DeliveryError ? error : null;
    if (known?.isFinal === true || tries >= MOST_TRIES) {
      // The far side's words may repeat what was pasted.
      const failure = redact(String(error)).text.slice(0, LONGEST_FAILURE);
      await store.outbox.giveUp(delivery, now(), failure);
      onTry(delivery, 'given-up');
      return;
    }
    const wanted = known?.retryAfter ?? backOff(tries, Math.random(), RETRY);
    const wait = Math.min(wanted, FURTHEST_AHEAD_MS);
    await store.outbox.postpone(delivery.seq, tries, now() + wait);
    setTimeout(() => {
      this.wake();
    }, wait).unref();
    onTry(delivery, 'postponed');
  }
}

/** Runs `task`, and fails after `limit` milliseconds whether or not the task minds the signal. */
async function withLimit(
  task: (signal: AbortSignal) => Promise<void>,
  limit: number,
): Promise<void> {
  const signal = AbortSignal.timeout(limit);
  await Promise.race([
    task(signal),
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        reject(new DeliveryError(`no answer within ${limit} ms`));
      });
    }),
  ]);
}
