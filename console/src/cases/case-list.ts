import { useEffect, useState } from 'preact/hooks';
import { listCases, type CaseFilter } from '../api/calls.ts';
import { useLive } from '../api/live.ts';
import type { CaseSummary } from '../api/messages.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { withChange } from './with-change.ts';

interface Pages {
  readonly cases: readonly CaseSummary[];
  readonly next: string | null;
}

export interface ShownCases extends Pages {
  readonly problem: Problem | null;
  readonly isLoading: boolean;
  readonly reload: () => void;
  readonly more: () => void;
}

function appended(before: Pages, page: Pages): Pages {
  const shown = new Set(before.cases.map(({ id }) => id));
  const fresh = page.cases.filter(({ id }) => !shown.has(id));
  return { cases: [...before.cases, ...fresh], next: page.next };
}

/** The cases that fit, page after page, kept up to date. */
export function useCaseList(filter: CaseFilter, limit: number): ShownCases {
  const { q, status } = filter;
  const [pages, setPages] = useState<Pages>({ cases: [], next: null });
  /** What is asked for: the first page, or the one before a cursor. */
  const [asked, setAsked] = useState<{ readonly before: string | null; readonly round: number }>({
    before: null,
    round: 0,
  });
  const [live, setLive] = useState<number | null>(null);
  const [isLoading, setIsLoading] = useState(true);
  const [problem, setProblem] = useState<Problem | null>(null);

  const first = (): void => {
    setAsked(({ round }) => ({ before: null, round: round + 1 }));
  };
  useEffect(first, [q, status, limit]);

  useEffect(() => {
    let isCurrent = true;
    const { before } = asked;
    setIsLoading(true);
    listCases({ q, status }, { limit, before })
      .then(
        (page) => {
          if (!isCurrent) return;
          setProblem(null);
          setLive(page.live);
          setPages((shown) => (before === null ? page : appended(shown, page)));
        },
        (thrown: unknown) => {
          if (isCurrent) setProblem(asProblem(thrown));
        },
      )
      .finally(() => {
        if (isCurrent) setIsLoading(false);
      });
    return () => {
      isCurrent = false;
    };
  }, [asked]);

  useLive(live === null ? null : { path: '/api/live', after: live }, {
    on: {
      case(data) {
        const changed = data as CaseSummary;
        setPages(({ cases, next }) => ({ cases: withChange(cases, changed, filter), next }));
      },
    },
    onReturn: first,
  });

  return {
    ...pages,
    problem,
    isLoading,
    reload: first,
    more() {
      setAsked(({ round }) => ({ before: pages.next, round: round + 1 }));
    },
  };
}
