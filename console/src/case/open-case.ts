import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { livePath, readCase, sendEvent } from '../api/calls.ts';
import { useLive } from '../api/live.ts';
import type { CaseView, EntryView, Language } from '../api/messages.ts';
import { useOnceId } from '../api/once-id.ts';
import { asProblem, type Problem } from '../api/problem.ts';

/** What the person does to a case. */
export type Doing =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'pressed'; readonly action: string };

export interface OpenCase {
  readonly view: CaseView | null;
  readonly problem: Problem | null;
  /** What is on its way to the server. */
  readonly sending: Doing | null;
  readonly reload: () => void;
  /** Whether the case took it. One at a time; what comes in between is not taken. */
  readonly send: (doing: Doing) => Promise<boolean>;
}

/** In the words that the conversation understands in every phase. */
const SAY_LANGUAGE = { en: 'English', zh: '中文' } as const satisfies Record<Language, string>;

export function speakIn(language: Language): Doing {
  return { kind: 'said', text: SAY_LANGUAGE[language] };
}

/** Of two views the newer; answers can overtake each other. */
function newer(shown: CaseView | null, read: CaseView): CaseView {
  return shown && shown.version > read.version ? shown : read;
}

/** A case, kept up to date; `onStale` is told when it had moved on before something was sent. */
export function useOpenCase(id: string, onStale: () => void): OpenCase {
  const [view, setView] = useState<CaseView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState<Doing | null>(null);
  const isBusy = useRef(false);
  const onceId = useOnceId();

  const load = useCallback(async (): Promise<void> => {
    try {
      const read = await readCase(id);
      setView((shown) => newer(shown, read));
      setProblem(null);
    } catch (thrown) {
      setProblem(asProblem(thrown));
    }
  }, [id]);
  useEffect(() => {
    void load();
  }, [load]);

  const known = view?.timeline.at(-1)?.n ?? 0;
  useLive(livePath(id), 'entry', (data) => {
    // While something is on its way, its own answer brings the case.
    if ((data as EntryView).n > known && view && !isBusy.current) void load();
  });

  const send = async (doing: Doing): Promise<boolean> => {
    if (isBusy.current || !view) return false;
    isBusy.current = true;
    setSending(doing);
    setProblem(null);
    try {
      const event = { ...doing, id: onceId.of(JSON.stringify(doing)), version: view.version };
      const read = await sendEvent(id, event);
      onceId.arrived();
      setView((shown) => newer(shown, read));
      return true;
    } catch (thrown) {
      const refused = asProblem(thrown);
      if (refused.code === 'stale-version') {
        await load();
        onStale();
      } else setProblem(refused);
      return false;
    } finally {
      isBusy.current = false;
      setSending(null);
    }
  };

  return { view, problem, sending, reload: () => void load(), send };
}
