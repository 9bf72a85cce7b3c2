import type { VNode } from 'preact';
import { CaseRows } from '../cases/case-rows.tsx';
import { useCaseList } from '../cases/case-list.ts';
import { useTexts } from '../language.tsx';
import { Link } from '../parts/link.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

const SHOWN = 6;
const EVERY_CASE = { q: '', status: null } as const;

export function RecentCases(): VNode {
  const texts = useTexts();
  const { cases, problem, isLoading, reload } = useCaseList(EVERY_CASE, SHOWN);
  return (
    <section class="card" aria-labelledby="recent-title">
      <div class="heading-row">
        <h2 id="recent-title">{texts.recentCases}</h2>
        <Link to="/cases">{texts.allCases}</Link>
      </div>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      {cases.length === 0 && !problem ? (
        <p class="hint">{isLoading ? texts.loading : texts.noCasesYet}</p>
      ) : (
        <CaseRows cases={cases.slice(0, SHOWN)} />
      )}
    </section>
  );
}
