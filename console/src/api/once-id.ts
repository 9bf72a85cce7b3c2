import { useRef } from 'preact/hooks';

interface OnceId {
  /** The id to send `content` with: the same one until it has arrived, however often it is tried. */
  readonly of: (content: string) => string;
  readonly arrived: () => void;
}

export function useOnceId(): OnceId {
  const open = useRef<{ readonly content: string; readonly id: string } | null>(null);
  return {
    of(content) {
      if (open.current?.content !== content) open.current = { content, id: crypto.randomUUID() };
      return open.current.id;
    },
    arrived() {
      open.current = null;
    },
  };
}
