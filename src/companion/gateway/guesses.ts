import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';

const WINDOW_SECONDS = 600;
/** Wrong codes and tokens of one address in ten minutes. */
export const MOST_OF_ONE = 20;
/** Wrong codes and tokens of all addresses together. */
export const MOST_OF_ALL = 500;

/** Counts wrong codes and tokens, so that nobody can try many; the count of each code itself is in the database. */
export class Guesses {
  readonly #ofOne = new RateLimiterMemory({ points: MOST_OF_ONE, duration: WINDOW_SECONDS });
  readonly #ofAll = new RateLimiterMemory({ points: MOST_OF_ALL, duration: WINDOW_SECONDS });

  /** Milliseconds after which that address may try again; 0 where it may now. */
  async waitOf(address: string): Promise<number> {
    const [one, all] = await Promise.all([this.#ofOne.get(address), this.#ofAll.get('all')]);
    return Math.max(this.#waitIn(one, MOST_OF_ONE), this.#waitIn(all, MOST_OF_ALL));
  }

  async note(address: string): Promise<void> {
    await Promise.all([this.#ofOne.penalty(address), this.#ofAll.penalty('all')]);
  }

  #waitIn(count: RateLimiterRes | null, most: number): number {
    return count && count.consumedPoints >= most ? count.msBeforeNext : 0;
  }
}
