import { useEffect, useRef, useState } from 'preact/hooks';
import { livePath, readCase, sendEvent } from '../api/calls.ts';
import { useLive } from '../api/live.ts';
import type { CaseView, CheckEnded, EntryView, JobStep } from '../api/messages.ts';
import { useOnceId } from '../api/once-id.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import type { SweepNews } from './sweep-news.ts';
import { newsOf, NOTHING_HEARD, withCheck, withHeard, type Heard } from './with-checks.ts';

/** What the person does to a case. */
export type Doing =
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'pressed'; readonly action: string };

export interface OpenCase {
  /** With the checks that have ended while it was on show. */
  readonly view: CaseView | null;
  /** What was heard of a sweep that has not ended. */
  readonly news: SweepNews;
  readonly problem: Problem | null;
  /** What is on its way to the server. */
  readonly sending: Doing | null;
  readonly reload: () => void;
  /** How often the case has answered what was done here. */
  readonly answers: number;
  /** Shows the case as an answer brought it. */
  readonly answer: (read: CaseView) => void;
  /** Whether the case took it. One at a time; what comes in between is not taken. */
  readonly send: (doing: Doing) => Promise<boolean>;
}

/** A case, kept up to date; `onStale` is told when it had moved on before something was sent. */
export function useOpenCase(id: string, onStale: () => void): OpenCase {
  const [view, setView] = useState<CaseView | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [sending, setSending] = useState<Doing | null>(null);
  const [answers, setAnswers] = useState(0);
  const [sweepHeard, setSweepHeard] = useState<Heard>(NOTHING_HEARD);
  const isBusy = useRef(false);
  /** What is on show, and the last entry that was heard of: ahead of the page's own drawing. */
  const shown = useRef<CaseView | null>(null);
  const heard = useRef(0);
  const onceId = useOnceId();

  /** Shows what was read, unless something newer is on show: answers can overtake each other. */
  const show = (read: CaseView): void => {
    if (shown.current && shown.current.version > read.version) return;
    shown.current = read;
    setView(read);
  };
  const answer = (read: CaseView): void => {
    show(read);
    setAnswers((count) => count + 1);
  };
  const isBehind = (): boolean => heard.current > (shown.current?.timeline.at(-1)?.n ?? 0);

  /** Runs one exchange with the server at a time, and afterwards reads what was heard of meanwhile. */
  const exclusively = async (work: () => Promise<void>): Promise<void> => {
    isBusy.current = true;
    try {
      await work();
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return;
    } finally {
      isBusy.current = false;
    }
    if (isBehind()) await load();
  };
  const load = (): Promise<void> =>
    exclusively(async () => {
      show(await readCase(id));
      setProblem(null);
    });

  useEffect(() => {
    void load();
  }, [id]);
  const place = view && { path: livePath(id), after: view.timeline.at(-1)?.n ?? 0 };
  useLive(place, {
    on: {
      entry(data) {
        heard.current = Math.max(heard.current, (data as EntryView).n);
        if (isBehind() && !isBusy.current) void load();
      },
      check(data) {
        setSweepHeard((before) => withCheck(before, data as CheckEnded));
      },
      job(data) {
        setSweepHeard((before) => ({ ...before, step: data as JobStep }));
      },
    },
    onReturn() {
      // What has ended of a sweep that still runs is told anew; one that broke off begins anew.
      setSweepHeard(NOTHING_HEARD);
      if (!isBusy.current) void load();
    },
  });

  const send = async (doing: Doing): Promise<boolean> => {
    const current = shown.current;
    if (sending || !current) return false;
    setSending(doing);
    setProblem(null);
    const event = { ...doing, id: onceId.of(JSON.stringify(doing)), version: current.version };
    const outcome = { isTaken: false, isStale: false };
    await exclusively(async () => {
      try {
        answer(await sendEvent(id, event));
        onceId.arrived();
        outcome.isTaken = true;
      } catch (thrown) {
        if (asProblem(thrown).code !== 'stale-version') throw thrown;
        show(await readCase(id));
        outcome.isStale = true;
      }
    });
    if (outcome.isStale) onStale();
    setSending(null);
    return outcome.isTaken;
  };

  return {
    view: view?.sweep ? { ...view, sweep: withHeard(view.sweep, sweepHeard) } : view,
    news: newsOf(view?.sweep ?? null, sweepHeard),
    problem,
    sending,
    reload: () => void load(),
    answers,
    answer,
    send,
  };
}
