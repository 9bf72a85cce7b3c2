import type { VNode } from 'preact';
import { readError } from '../api/calls.ts';
import { useLoaded } from '../api/loaded.ts';
import type { KnownErrorView } from '../api/messages.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { OwnedItem } from '../parts/owned-item.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';

function Cause({ cause }: { readonly cause: KnownErrorView['causes'][number] }): VNode {
  const { language } = useLanguage();
  return (
    <section class="card">
      <h3>{cause.title[language]}</h3>
      <ol class="items steps">
        {cause.fixes.map(({ text, owner }) => (
          <OwnedItem key={text.en} text={text[language]} owner={owner[language]} copies />
        ))}
      </ol>
    </section>
  );
}

function Entry({ error }: { readonly error: KnownErrorView }): VNode {
  const texts = useTexts();
  const { language } = useLanguage();
  const { causes, notes } = error;
  return (
    <>
      <section class="card">
        <h2>{texts.meaning}</h2>
        <p class="text">{error.meaning[language]}</p>
        {notes.map((note) => (
          <p key={note.en} class="note">
            <Icon name="info" />
            <span>{note[language]}</span>
          </p>
        ))}
      </section>
      <h2>{texts.causesAndFixes(causes.length)}</h2>
      {causes.map((cause) => (
        <Cause key={cause.id} cause={cause} />
      ))}
    </>
  );
}

interface Parts {
  readonly pack: string;
  readonly code: number;
}

export function ErrorPage({ pack, code }: Parts): VNode {
  const texts = useTexts();
  const { language } = useLanguage();
  const {
    value: error,
    problem,
    isLoading,
    reload,
  } = useLoaded(`${pack} ${code}`, () => readError(pack, code));
  const title = error ? `${code} ${error.title[language]}` : String(code);
  return (
    <div class="entry">
      <p class="crumb">
        <Link to="/knowledge">{texts.knowledge}</Link>
      </p>
      <PageHead title={title}>
        {error && (
          <p class="facts-line">
            {error.name !== null && <code>{error.name}</code>}
            <span class={`kind ${error.kind}`}>{texts.kind[error.kind]}</span>
            <span class="hint">{texts.fromPack(error.pack)}</span>
          </p>
        )}
      </PageHead>
      {problem?.code === 'unknown-error' && <p role="status">{texts.noSuchError(code)}</p>}
      {problem && problem.code !== 'unknown-error' && (
        <ProblemNote problem={problem} retry={reload} />
      )}
      {isLoading && <p role="status">{texts.loading}</p>}
      {error && <Entry error={error} />}
    </div>
  );
}
