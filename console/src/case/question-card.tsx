import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseView, ReplyView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Section } from '../parts/section.tsx';
import { useMayWrite } from '../session.tsx';
import type { OpenCase } from './open-case.ts';

const STYLES = {
  suggested: 'primary',
  equal: 'plain',
  aside: 'quiet',
} as const satisfies Record<ReplyView['actions'][number]['weight'], string>;

interface Parts {
  readonly view: CaseView;
  readonly open: OpenCase;
}

function Facts({ facts }: { readonly facts: NonNullable<ReplyView['facts']> }): VNode {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Actions({ view, open }: Parts): VNode {
  const { actions } = view.question;
  const { sending } = open;
  return (
    <div class="actions">
      {actions.map(({ id, label, weight }) => (
        <button
          key={id}
          type="button"
          class={STYLES[weight]}
          data-action={id}
          aria-disabled={sending !== null}
          aria-busy={sending?.kind === 'pressed' && sending.action === id}
          onClick={() => void open.send({ kind: 'pressed', action: id })}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

/** What is asked now, with everything that can be pressed. */
export function QuestionCard({ view, open }: Parts): VNode {
  const texts = useTexts();
  const mayWrite = useMayWrite();
  const card = useRef<HTMLElement>(null);
  const { question, version } = view;
  // The button that was pressed is gone with the old question; without this the focus would be lost.
  useEffect(() => {
    if (document.activeElement === document.body && version > 1) card.current?.focus();
  }, [version]);
  return (
    <section
      ref={card}
      class="card question"
      data-testid="question"
      tabIndex={-1}
      aria-labelledby="question-title"
    >
      <p class="eyebrow">{texts.phase[view.phase]}</p>
      <h2 id="question-title">{question.title ?? texts.question}</h2>
      {question.facts && question.facts.length > 0 && <Facts facts={question.facts} />}
      {question.sections.map((section, at) => (
        <Section key={at} section={section} />
      ))}
      {mayWrite && <Actions view={view} open={open} />}
    </section>
  );
}
