/** Work that several wait for. */
export interface Shared<T> {
  /** The outcome; `ended` as soon as `signal` aborts. */
  join(signal: AbortSignal): Promise<T | 'ended'>;
}

/**
 * Starts `work` for everybody who joins. One of them going away leaves the others their outcome; when the last one has
 * gone before it is there, the work is aborted and `abandoned` is called.
 */
export function share<T>(
  work: (signal: AbortSignal) => Promise<T>,
  abandoned: () => void,
): Shared<T> {
  const everybodyGone = new AbortController();
  let waiting = 0;
  let done = false;
  const outcome = work(everybodyGone.signal).finally(() => {
    done = true;
  });
  return {
    async join(signal) {
      waiting += 1;
      const gone = Promise.withResolvers<'ended'>();
      const leave = (): void => {
        gone.resolve('ended');
      };
      signal.addEventListener('abort', leave, { once: true });
      if (signal.aborted) leave();
      try {
        return await Promise.race([outcome, gone.promise]);
      } finally {
        signal.removeEventListener('abort', leave);
        waiting -= 1;
        if (waiting === 0 && !done) {
          everybodyGone.abort();
          abandoned();
        }
      }
    },
  };
}
