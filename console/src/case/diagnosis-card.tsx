import type { VNode } from 'preact';
import type { CaseView, KnownErrorView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { Link } from '../parts/link.tsx';
import { errorPath } from '../route.ts';
import { OwnedItem } from '../parts/owned-item.tsx';
import { FactList, tellsDiagnosis } from './question-card.tsx';

type Cause = KnownErrorView['causes'][number];

interface Fold {
  readonly title: string;
  readonly lang?: string;
  readonly cause: Cause;
  readonly view: CaseView;
}

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

function FoldedFixes({ title, lang, cause, view }: Fold): VNode {
  return (
    <details>
      <summary lang={lang}>{title}</summary>
      <Fixes cause={cause} view={view} />
    </details>
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
  const { language, facts } = view;
  const lang = LANG[language];
  const cause = error.causes.find(({ id }) => id === view.cause);
  const isTold = tellsDiagnosis(view);
  return (
    <>
      <p class="verdict" lang={lang}>
        <Link to={errorPath(error)}>
          <code class="code">{error.code}</code> {error.title[language]}
        </Link>
      </p>
      {error.name !== null && (
        <p class="constant">
          <code>
            <Breakable text={error.name} />
          </code>
        </p>
      )}
      <div lang={lang}>
        <FactList facts={facts} />
      </div>
      {!cause && <p class="hint">{texts.undecided}</p>}
      {cause
        ? !isTold && (
            <FoldedFixes title={texts.fixSteps(cause.fixes.length)} cause={cause} view={view} />
          )
        : error.causes.map((possible) => (
            <FoldedFixes
              key={possible.id}
              title={possible.title[language]}
              lang={lang}
              cause={possible}
              view={view}
            />
          ))}
    </>
  );
}

/** What the error is, where it comes from, and whose it is to mend; the steps stand in the reply while it tells them. */
export function DiagnosisCard({ view }: { readonly view: CaseView }): VNode {
  const texts = useTexts();
  return (
    <section class="card diagnosis" aria-labelledby="diagnosis-title">
      <h2 id="diagnosis-title">{texts.diagnosis}</h2>
      {view.known ? (
        <Found view={view} error={view.known} />
      ) : (
        <p class="hint">{texts.noDiagnosis[view.report?.status ?? 'needs-error-code']}</p>
      )}
    </section>
  );
}
