import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Status } from '../api/messages.ts';
import { inAddress, keepInAddress } from '../history.ts';
import { useTexts } from '../language.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import type { Texts } from '../texts.ts';
import { useCaseList } from './case-list.ts';
import { CaseRows } from './case-rows.tsx';

const PAGE = 30;

/** Every status, in the order in which they are offered. */
function statusesOf({ status }: Texts): Status[] {
  return Object.keys(status) as Status[];
}

function asStatus(value: string, texts: Texts): Status | null {
  return statusesOf(texts).find((status) => status === value) ?? null;
}

export function CasesPage(): VNode {
  const texts = useTexts();
  const [q, setQ] = useState(() => inAddress('q'));
  const [status, setStatus] = useState(() => asStatus(inAddress('status'), texts));
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
              setStatus(asStatus(currentTarget.value, texts));
            }}
          >
            <option value="">{texts.everyStatus}</option>
            {statusesOf(texts).map((each) => (
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
