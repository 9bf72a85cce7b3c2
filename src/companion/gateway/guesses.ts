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
    return Math.max(waitIn(one, MOST_OF_ONE - 1), waitIn(all, MOST_OF_ALL - 1));
  }

  /**
   * Counts a try of that address; returns the milliseconds after which it may be made, 0 for now. Counted before it is
   * made, so that tries that come at once cannot all be the last one.
   */
  async note(address: string): Promise<number> {
    const wait = waitIn(await this.#ofOne.penalty(address), MOST_OF_ONE);
    // Whoever is locked out locks nobody else out.
    if (wait > 0) return wait;
    return waitIn(await this.#ofAll.penalty('all'), MOST_OF_ALL);
  }

  /** That try was right: it does not count. */
  async forgive(address: string): Promise<void> {
    await Promise.all([this.#ofOne.reward(address), this.#ofAll.reward('all')]);
  }
}

function waitIn(count: RateLimiterRes | null, most: number): number {
  return count && count.consumedPoints > most ? count.msBeforeNext : 0;
}
