import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { CaseView, Highlight } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { FoldCard } from '../parts/fold-card.tsx';
import { highlight } from './highlight.ts';

interface PastedText {
  readonly text: string;
  readonly evidence: readonly Highlight[];
  readonly label: string;
  /** Changes when the text has come into sight. */
  readonly shown: number;
}

/** So much of what stands before a mark is shown with it, in pixels. */
const BEFORE_MARK = 48;

/** Scrolls the box, not the page, to the first mark in it. */
function showMark(box: HTMLElement): void {
  const mark = box.querySelector('mark');
  if (mark) box.scrollTop = Math.max(0, mark.offsetTop - BEFORE_MARK);
}

function Pasted({ text, evidence, label, shown }: PastedText): VNode {
  const texts = useTexts();
  const box = useRef<HTMLPreElement>(null);
  const marked = evidence.map(({ quote }) => quote).join('\n');
  useEffect(() => {
    if (box.current) showMark(box.current);
  }, [text, marked, shown]);
  return (
    // It scrolls, so it must be reachable by keyboard.
    <pre ref={box} class="pasted" tabIndex={0} role="region" aria-label={label}>
      {highlight(text, evidence).map((stretch, at) =>
        stretch.kind === null ? (
          stretch.text
        ) : (
          <mark key={at} data-kind={stretch.kind} title={texts.evidenceKind[stretch.kind]}>
            {stretch.text}
          </mark>
        ),
      )}
    </pre>
  );
}

/** What was pasted, as it is kept, and in it what the diagnosis rests on. */
export function PastedTexts({ view }: { readonly view: CaseView }): VNode | null {
  const texts = useTexts();
  const [shown, setShown] = useState(0);
  if (view.texts.length === 0) return null;
  return (
    <FoldCard
      title={texts.pastedTexts}
      summary={texts.pastedSummary(view.texts.length)}
      onOpen={() => {
        setShown((count) => count + 1);
      }}
    >
      <p class="hint">{view.evidence.length > 0 ? texts.pastedHint : texts.pastedNoEvidence}</p>
      {view.texts.map((text, at) => (
        <Pasted
          key={at}
          text={text}
          evidence={view.evidence}
          label={texts.pastedText(at + 1, view.texts.length)}
          shown={shown}
        />
      ))}
    </FoldCard>
  );
}
