import type { VNode } from 'preact';
import type { CaseView, KnownErrorView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Link } from '../parts/link.tsx';
import { errorPath } from '../route.ts';
import { OwnedItem } from '../parts/owned-item.tsx';

type Cause = KnownErrorView['causes'][number];

function Fixes({ cause, view }: { readonly cause: Cause; readonly view: CaseView }): VNode {
  const { language } = view;
  return (
    <ol class="items steps" lang={LANG[language]}>
      {cause.fixes.map(({ text, owner }) => (
        <OwnedItem key={text.en} text={text[language]} owner={owner[language]} copies />
      ))}
    </ol>
  );
}

function Found({
  view,
  error,
}: {
  readonly view: CaseView;
  readonly error: KnownErrorView;
}): VNode {
  const texts = useTexts();
  const { language } = view;
  const cause = error.causes.find(({ id }) => id === view.cause);
  return (
    <>
      <p class="verdict" lang={LANG[language]}>
        <Link to={errorPath(error)}>
          <code class="code">{error.code}</code> {error.title[language]}
        </Link>
      </p>
      <dl class="facts">
        {error.name !== null && (
          <div>
            <dt>{texts.errorName}</dt>
            <dd>
              <code>{error.name}</code>
            </dd>
          </div>
        )}
        <div>
          <dt>{texts.cause}</dt>
          <dd lang={LANG[language]}>{cause?.title[language] ?? texts.undecided}</dd>
        </div>
      </dl>
      {cause ? (
        // The question shows the fix while it asks about it; once is enough to read.
        <details open={view.phase !== 'fix'}>
          <summary>{texts.fixSteps(cause.fixes.length)}</summary>
          <Fixes cause={cause} view={view} />
        </details>
      ) : (
        error.causes.map((possible) => (
          <details key={possible.id}>
            <summary lang={LANG[language]}>{possible.title[language]}</summary>
            <Fixes cause={possible} view={view} />
          </details>
        ))
      )}
    </>
  );
}

/** What the error is, where it comes from, and who does what about it. */
export function DiagnosisCard({ view }: { readonly view: CaseView }): VNode {
  const texts = useTexts();
  return (
    <section class="card" aria-labelledby="diagnosis-title">
      <h2 id="diagnosis-title">{texts.diagnosis}</h2>
      {view.known ? (
        <Found view={view} error={view.known} />
      ) : (
        <p class="hint">{texts.noDiagnosis[view.report?.status ?? 'needs-error-code']}</p>
      )}
    </section>
  );
}
