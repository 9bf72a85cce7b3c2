import { useEffect, useRef, useState } from 'preact/hooks';

/** How a stream of the page fares: it is open, it broke and is being opened again, or the server refused it. */
export type StreamState = 'open' | 'broken' | 'refused';

const down = new Set<symbol>();
const watchers = new Set<(isAnswered: boolean) => void>();

/** Told by each stream when it changes; "closed" when nobody listens to it any more. */
export function noteStream(stream: symbol, state: StreamState | 'closed'): void {
  const wasDown = down.has(stream);
  if (state === 'open' || state === 'closed') down.delete(stream);
  else down.add(stream);
  const isAnswered = state === 'refused' || (state === 'open' && wasDown);
  for (const watch of watchers) watch(isAnswered);
}

/**
 * Whether the page is kept up to date. `onAnswer` is called when the server has refused a stream, or opened one again:
 * who is signed in may have changed then.
 */
export function useIsLive(onAnswer: () => void): boolean {
  const [isLive, setIsLive] = useState(down.size === 0);
  const latest = useRef(onAnswer);
  latest.current = onAnswer;
  useEffect(() => {
    const watch = (isAnswered: boolean): void => {
      setIsLive(down.size === 0);
      if (isAnswered) latest.current();
    };
    watchers.add(watch);
    return () => {
      watchers.delete(watch);
    };
  }, []);
  return isLive;
}
