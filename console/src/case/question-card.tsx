import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { CaseView, ReplyView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { hasMoved } from '../history.ts';
import { Breakable } from '../parts/breakable.tsx';
import { Section } from '../parts/section.tsx';
import { useMayWrite } from '../session.tsx';
import type { OpenCase } from './open-case.ts';
import { openPairing } from './pairing.ts';

const STYLES = {
  suggested: 'primary',
  equal: 'plain',
  aside: 'quiet',
} as const satisfies Record<ReplyView['actions'][number]['weight'], string>;

interface Parts {
  readonly view: CaseView;
  readonly open: OpenCase;
}

type Facts = NonNullable<ReplyView['facts']>;

export function FactList({ facts, class: name = '' }: { facts: Facts; class?: string }): VNode {
  return (
    <dl class={`facts ${name}`}>
      {facts.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            <Breakable text={value} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** Whether the question begins with the diagnosis, so that it need not be told beside it. */
export function tellsDiagnosis({ phase, known }: CaseView): boolean {
  return known !== null && (phase === 'fix' || phase === 'text');
}

function Actions({ view, open }: Parts): VNode {
  const { actions } = view.question;
  const { sending } = open;
  return (
    <div
      class="actions"
      role="group"
      aria-labelledby={askedIn(view.question) === null ? 'question-title' : 'asked'}
    >
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

/** The sentence that asks: it stands right above its answers. */
function askedIn({ sections }: ReplyView): string | null {
  const last = sections.at(-1);
  return last?.kind === 'text' ? last.text : null;
}

/** Where the card is out of sight, its beginning comes into it. */
function bringIntoSight(card: HTMLElement): void {
  const { top } = card.getBoundingClientRect();
  if (top < 0 || top > window.innerHeight / 2) card.scrollIntoView({ block: 'start' });
}

/** What is asked now, with everything that can be pressed. */
export function QuestionCard({ view, open }: Parts): VNode {
  const texts = useTexts();
  const mayWrite = useMayWrite();
  const card = useRef<HTMLElement>(null);
  const { question, version } = view;
  const asked = askedIn(question);
  const isDiagnosis = tellsDiagnosis(view);
  const focusQuestion = (): void => {
    const id = asked === null ? 'question-title' : 'asked';
    document.getElementById(id)?.focus({ preventScroll: true });
  };
  // Whoever came here or answered goes on from the question; the language of the answers is changed elsewhere.
  useEffect(() => {
    if (open.answers === 0 && !hasMoved()) return;
    if (document.activeElement?.closest('.answers-in')) return;
    focusQuestion();
    const hasNewsAbove = view.sweep?.hasEnded === false || openPairing(view) !== null;
    // What runs now, or a code, stands above the question, which is still the same.
    const news = hasNewsAbove ? card.current?.closest<HTMLElement>('.conversation') : card.current;
    if (news && open.answers > 0) bringIntoSight(news);
  }, [open.answers]);
  // What had the focus is gone with the old question where somebody else has answered it.
  useEffect(() => {
    if (version > 1 && document.activeElement === document.body) focusQuestion();
  }, [version]);
  const title = question.title ?? texts.question;
  return (
    <section
      ref={card}
      class="card question"
      data-testid="question"
      aria-labelledby="question-title"
    >
      <p class="eyebrow">{texts.phase[view.phase]}</p>
      <h2
        id="question-title"
        // The page's own heading names the error already.
        class={isDiagnosis || question.title === undefined ? 'unseen' : undefined}
        tabIndex={-1}
      >
        <Breakable text={title} />
      </h2>
      {question.facts && question.facts.length > 0 && (
        <FactList facts={question.facts} class={isDiagnosis ? 'told-beside' : ''} />
      )}
      {question.sections.slice(0, asked === null ? undefined : -1).map((section, at) => (
        <Section key={at} section={section} />
      ))}
      {asked !== null && (
        <p id="asked" class="asked" tabIndex={-1}>
          {asked}
        </p>
      )}
      {mayWrite && <Actions view={view} open={open} />}
    </section>
  );
}
