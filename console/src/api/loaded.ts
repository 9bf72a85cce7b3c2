import { useCallback, useEffect, useState } from 'preact/hooks';
import { asProblem, type Problem } from './problem.ts';

export interface Loaded<T> {
  /** Of the latest key that has been answered; null before the first answer. */
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface Answer<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  readonly asked: string | null;
}

/** Loads what `key` stands for, anew when it changes; an answer that comes too late is dropped. */
export function useLoaded<T>(key: string, load: () => Promise<T>): Loaded<T> {
  const [round, setRound] = useState(0);
  const asked = `${round} ${key}`;
  const [answer, setAnswer] = useState<Answer<T>>({ value: null, problem: null, asked: null });
  useEffect(() => {
    let isCurrent = true;
    load().then(
      (value) => {
        if (isCurrent) setAnswer({ value, problem: null, asked });
      },
      (thrown: unknown) => {
        if (isCurrent) setAnswer((old) => ({ ...old, problem: asProblem(thrown), asked }));
      },
    );
    return () => {
      isCurrent = false;
    };
    // `load` is what `key` stands for.
  }, [asked]);
  const reload = useCallback(() => {
    setRound((last) => last + 1);
  }, []);
  const { value, problem } = answer;
  return { value, problem, isLoading: answer.asked !== asked, reload };
}
