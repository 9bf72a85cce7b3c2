import type { VNode } from 'preact';
import type { CaseView, Highlight } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { highlight } from './highlight.ts';

interface PastedText {
  readonly text: string;
  readonly evidence: readonly Highlight[];
  readonly label: string;
}

function Pasted({ text, evidence, label }: PastedText): VNode {
  const texts = useTexts();
  return (
    // It scrolls, so it must be reachable by keyboard.
    <pre class="pasted" tabIndex={0} role="region" aria-label={label}>
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

/** What was pasted, without its secrets, and in it what the diagnosis rests on. */
export function PastedTexts({ view }: { readonly view: CaseView }): VNode | null {
  const texts = useTexts();
  if (view.texts.length === 0) return null;
  return (
    <section class="card" aria-labelledby="pasted-title">
      <h2 id="pasted-title">{texts.pastedTexts}</h2>
      <p class="hint">{view.evidence.length > 0 ? texts.pastedHint : texts.pastedNoEvidence}</p>
      {view.texts.map((text, at) => (
        <Pasted
          key={at}
          text={text}
          evidence={view.evidence}
          label={texts.pastedText(at + 1, view.texts.length)}
        />
      ))}
    </section>
  );
}
