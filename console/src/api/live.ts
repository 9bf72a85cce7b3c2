import { useEffect, useRef } from 'preact/hooks';
import { noteStream } from './connection.ts';

/** A stream of server-sent events, and the number after which it is to begin. */
export interface LivePlace {
  readonly path: string;
  readonly after: number;
}

interface Listener {
  /** What is done with each event, by its name. Which names there are does not change while it listens. */
  readonly on: Readonly<Record<string, (data: unknown) => void>>;
  /** The stream is open again after a break; what happened meanwhile comes in after it, as far as it is told. */
  readonly onReturn: () => void;
}

/** A browser comes back by itself after a break, but not after an answer that was no stream. */
const COME_BACK_MS = 3000;

/** Listens until the returned function is called; after a break it goes on behind the last event that came in. */
function listen({ path, after }: LivePlace, listener: Listener): () => void {
  const stream = Symbol(path);
  let last = after;
  let isBroken = false;
  let source: EventSource;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const open = (): void => {
    source = new EventSource(`${path}?after=${last}`);
    for (const [name, take] of Object.entries(listener.on))
      source.addEventListener(name, ({ data, lastEventId }: MessageEvent<string>) => {
        // Events that are not kept have no number, and may come before any that has one.
        if (lastEventId !== '') last = Number(lastEventId);
        take(JSON.parse(data));
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

/** Listens as long as the page is on show; null listens to nothing. */
export function useLive(place: LivePlace | null, listener: Listener): void {
  const latest = useRef(listener);
  latest.current = listener;
  const path = place?.path;
  useEffect(() => {
    if (!place) return undefined;
    const names = Object.keys(listener.on);
    return listen(place, {
      on: Object.fromEntries(
        names.map((name) => [name, (data: unknown) => latest.current.on[name]?.(data)]),
      ),
      onReturn() {
        latest.current.onReturn();
      },
    });
    // Where it began is no reason to begin again.
  }, [path]);
}
