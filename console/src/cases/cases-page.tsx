import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Status } from '../api/messages.ts';
import { inAddress, keepInAddress } from '../history.ts';
import { useTexts } from '../language.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { useCaseList } from './case-list.ts';
import { CaseRows } from './case-rows.tsx';

const STATUSES = ['open', 'escalated', 'resolved', 'abandoned'] as const satisfies Status[];
const PAGE = 30;

function asStatus(value: string): Status | null {
  return STATUSES.find((status) => status === value) ?? null;
}

export function CasesPage(): VNode {
  const texts = useTexts();
  const [q, setQ] = useState(() => inAddress('q'));
  const [status, setStatus] = useState(() => asStatus(inAddress('status')));
  const { cases, next, problem, isLoading, reload, more } = useCaseList({ q, status }, PAGE);
  useEffect(() => {
    keepInAddress({ q, status: status ?? '' });
  }, [q, status]);
  const isEmpty = cases.length === 0 && !isLoading && !problem;
  return (
    <>
      <PageHead title={texts.cases} />
      <div class="filters">
        <SearchBox
          label={texts.searchCases}
          placeholder={texts.searchCasesExample}
          initial={q}
          onSearch={setQ}
        />
        <label class="select">
          <span>{texts.statusLabel}</span>
          <select
            name="status"
            value={status ?? ''}
            onChange={({ currentTarget }) => {
              setStatus(asStatus(currentTarget.value));
            }}
          >
            <option value="">{texts.everyStatus}</option>
            {STATUSES.map((each) => (
              <option key={each} value={each}>
                {texts.status[each]}
              </option>
            ))}
          </select>
        </label>
      </div>
      {problem && <ProblemNote problem={problem} retry={reload} />}
      <p class="hint" role="status">
        {isLoading ? texts.loading : isEmpty ? texts.noCaseFits : texts.casesShown(cases.length)}
      </p>
      {cases.length > 0 && (
        <div class="card flush">
          <CaseRows cases={cases} />
        </div>
      )}
      {next !== null && (
        <button type="button" class="more" aria-disabled={isLoading} onClick={more}>
          {texts.more}
        </button>
      )}
    </>
  );
}
