import { useEffect, useRef } from 'preact/hooks';

/** Calls `onMessage` with the data of each server-sent event of that name, as long as the page is on show. */
export function useLive(path: string, name: string, onMessage: (data: unknown) => void): void {
  const latest = useRef(onMessage);
  latest.current = onMessage;
  useEffect(() => {
    const source = new EventSource(path);
    source.addEventListener(name, ({ data }: MessageEvent<string>) => {
      latest.current(JSON.parse(data));
    });
    return () => {
      source.close();
    };
  }, [path, name]);
}
