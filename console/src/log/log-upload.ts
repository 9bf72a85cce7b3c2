import { useRef, useState } from 'preact/hooks';
import type { LogExcerpt } from '../api/messages.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { uploadLog } from '../api/upload.ts';

export interface LogUpload {
  /** The file on its way, and how far it is, from 0 to 1. */
  readonly underWay: { readonly name: string; readonly share: number } | null;
  readonly problem: Problem | null;
  readonly start: (file: File) => void;
  readonly cancel: () => void;
}

/** One upload at a time; a new one takes the place of the last. */
export function useLogUpload(onRead: (excerpt: LogExcerpt, file: File) => void): LogUpload {
  const [underWay, setUnderWay] = useState<LogUpload['underWay']>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ending = useRef<AbortController>(null);

  const send = async (file: File): Promise<void> => {
    ending.current?.abort();
    const own = new AbortController();
    ending.current = own;
    setProblem(null);
    setUnderWay({ name: file.name, share: 0 });
    try {
      const excerpt = await uploadLog(file, own.signal, (share) => {
        if (!own.signal.aborted) setUnderWay({ name: file.name, share });
      });
      onRead(excerpt, file);
    } catch (thrown) {
      if (!own.signal.aborted) setProblem(asProblem(thrown));
    } finally {
      if (ending.current === own) setUnderWay(null);
    }
  };

  return {
    underWay,
    problem,
    start(file) {
      void send(file);
    },
    cancel() {
      ending.current?.abort();
      setUnderWay(null);
    },
  };
}
