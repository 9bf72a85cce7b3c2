import { useEffect, useRef } from 'preact/hooks';
import { noteStream } from './connection.ts';

/** A stream of server-sent events, and the number after which it is to begin. */
export interface LivePlace {
  readonly path: string;
  readonly after: number;
}

interface Listener {
  readonly onMessage: (data: unknown) => void;
  /** The stream is open again after a break; what happened meanwhile comes in after it, as far as it is told. */
  readonly onReturn: () => void;
}

/** A browser comes back by itself after a break, but not after an answer that was no stream. */
const COME_BACK_MS = 3000;

/** Listens until the returned function is called; after a break it goes on behind the last event that came in. */
function listen({ path, after }: LivePlace, name: string, listener: Listener): () => void {
  const stream = Symbol(path);
  let last = after;
  let isBroken = false;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(`${path}?after=${last}`);
    source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
      last = Number(lastEventId);
      listener.onMessage(JSON.parse(data));
    });
    source.addEventListener('open', () => {
      if (!isBroken) return;
      isBroken = false;
      noteStream(stream, 'open');
      listener.onReturn();
    });
    source.addEventListener('error', () => {
      isBroken = true;
      const isRefused = source.readyState === EventSource.CLOSED;
      if (isRefused) timer = setTimeout(open, COME_BACK_MS);
      noteStream(stream, isRefused ? 'refused' : 'broken');
    });
  };
  open();
  return () => {
    clearTimeout(timer);
    source.close();
    noteStream(stream, 'closed');
  };
}

/** Listens to the events of that name, as long as the page is on show; null listens to nothing. */
export function useLive(place: LivePlace | null, name: string, listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  const path = place?.path;
  useEffect(() => {
    if (!place) return undefined;
    return listen(place, name, {
      onMessage(data) {
        latest.current.onMessage(data);
      },
      onReturn() {
        latest.current.onReturn();
      },
    });
    // Where it began is no reason to begin again.
  }, [path, name]);
}
