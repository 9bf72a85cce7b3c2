import { useRef, useState } from 'preact/hooks';
import type { Language, LogTaken } from '../api/messages.ts';
import { useOnceId } from '../api/once-id.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { uploadLog } from '../api/upload.ts';

export interface LogUpload {
  /** The file on its way, and how far it is, from 0 to 1. */
  readonly underWay: { readonly name: string; readonly share: number } | null;
  readonly problem: Problem | null;
  readonly start: (file: File) => void;
  readonly cancel: () => void;
}

/** Where a log is said: in a case, or in one that it opens in that language. */
export type LogTarget = { readonly case: string } | { readonly language: Language };

/** One upload at a time; a new one takes the place of the last. `prepare` runs first; null from it ends the upload. */
export function useLogUpload(
  prepare: () => Promise<LogTarget | null>,
  onTaken: (taken: LogTaken, file: File) => void,
): LogUpload {
  const [underWay, setUnderWay] = useState<LogUpload['underWay']>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const ending = useRef<AbortController>(null);
  const onceId = useOnceId();

  const send = async (file: File): Promise<void> => {
    ending.current?.abort();
    const own = new AbortController();
    ending.current = own;
    setProblem(null);
    setUnderWay({ name: file.name, share: 0 });
    try {
      const target = await prepare();
      if (!target) return;
      const id = onceId.of(`${file.name} ${file.size} ${file.lastModified}`);
      const taken = await uploadLog(file, { id, ...target }, own.signal, (share) => {
        if (!own.signal.aborted) setUnderWay({ name: file.name, share });
      });
      onceId.arrived();
      onTaken(taken, file);
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
