/** Lets one at a time, in the order in which they came. */
export class Turns {
  #last: Promise<unknown> = Promise.resolve();

  /** Waits for the turn, and returns what ends it. */
  async take(): Promise<() => void> {
    const before = this.#last;
    const { promise: ended, resolve: end } = Promise.withResolvers<undefined>();
    this.#last = ended;
    await before;
    return () => {
      end(undefined);
    };
  }
}
