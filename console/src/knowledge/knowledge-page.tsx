import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { findErrors } from '../api/calls.ts';
import { useLoaded } from '../api/loaded.ts';
import type { KnownErrorView } from '../api/messages.ts';
import { inAddress, keepInAddress } from '../history.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { Link } from '../parts/link.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import { SearchBox } from '../parts/search-box.tsx';
import { errorPath } from '../route.ts';

const MOST = 200;
const MOST_FOUND = 30;

function ErrorRow({ error }: { readonly error: KnownErrorView }): VNode {
  const texts = useTexts();
  const { language } = useLanguage();
  return (
    <li>
      <Link to={errorPath(error)} class="row error-row">
        <code class="code">{error.code}</code>
        <span class="row-title">{error.title[language]}</span>
        <span class="row-who">{error.name}</span>
        <span class={`kind ${error.kind}`}>{texts.kind[error.kind]}</span>
      </Link>
    </li>
  );
}

export function KnowledgePage(): VNode {
  const texts = useTexts();
  const [q, setQ] = useState(() => inAddress('q'));
  const found = useLoaded(q, () => findErrors(q, q === '' ? MOST : MOST_FOUND));
  const errors = found.value ?? [];
  useEffect(() => {
    keepInAddress({ q });
  }, [q]);
  const isEmpty = errors.length === 0 && !found.isLoading && !found.problem;
  return (
    <>
      <PageHead title={texts.knowledge} />
      <div class="filters">
        <SearchBox
          label={texts.searchKnowledge}
          placeholder={texts.searchKnowledgeExample}
          initial={q}
          onSearch={setQ}
        />
      </div>
      {found.problem && <ProblemNote problem={found.problem} retry={found.reload} />}
      <p class="hint" role="status">
        {found.isLoading
          ? texts.loading
          : isEmpty
            ? texts.noErrorFits
            : texts.errorsShown(errors.length)}
      </p>
      {errors.length > 0 && (
        <div class="card flush">
          <ul class="rows">
            {errors.map((error) => (
              <ErrorRow key={`${error.pack} ${error.code}`} error={error} />
            ))}
          </ul>
        </div>
      )}
    </>
  );
}
