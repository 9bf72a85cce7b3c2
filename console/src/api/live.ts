import { useEffect, useRef } from 'preact/hooks';

/** A stream of server-sent events, and the number after which it is to begin. */
export interface LivePlace {
  readonly path: string;
  readonly after: number;
}

/** A browser comes back by itself after a break, but not after an answer that was no stream. */
const COME_BACK_MS = 3000;

/** Listens until the returned function is called; after a break it goes on behind the last event that came in. */
function listen(
  { path, after }: LivePlace,
  name: string,
  onMessage: (data: unknown) => void,
): () => void {
  let last = after;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(`${path}?after=${last}`);
    source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      last = Number(lastEventId);
      onMessage(JSON.parse(data));
    });
    source.addEventListener('error', () => {
      if (source.readyState === EventSource.CLOSED) timer = setTimeout(open, COME_BACK_MS);
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
  };
}

/** Calls `onMessage` with the data of each event of that name, as long as the page is on show; null listens to nothing. */
export function useLive(
  place: LivePlace | null,
  name: string,
  onMessage: (data: unknown) => void,
): void {
  const latest = useRef(onMessage);
  latest.current = onMessage;
  const path = place?.path;
  useEffect(() => {
    if (!place) return undefined;
    return listen(place, name, (data) => {
      latest.current(data);
    });
    // Where it began is no reason to begin again.
  }, [path, name]);
}
