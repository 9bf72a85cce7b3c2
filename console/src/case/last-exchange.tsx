import type { VNode } from 'preact';
import type { CaseView, EntryView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Section } from '../parts/section.tsx';
import { lastExchange } from './exchange.ts';
import { evidenceLines } from './highlight.ts';

/** Longer texts stand whole in the pasted texts. */
const LONGEST_SAID = 280;
const MOST_LINES = 3;

function cut(text: string): string {
  return text.length > LONGEST_SAID ? `${text.slice(0, LONGEST_SAID)}…` : text;
}

/** Of a long text the lines that the diagnosis rests on, or else its beginning. */
function said({ body }: EntryView, evidence: CaseView['evidence']): string {
  if (body.kind === 'pressed') return body.label;
  if (body.kind !== 'said') return '';
  const { text } = body;
  if (text.length <= LONGEST_SAID) return text;
  const lines = evidenceLines(text, evidence, MOST_LINES);
  return lines.length > 0 ? `…\n${lines.map(cut).join('\n…\n')}\n…` : cut(text);
}

/** The last thing that was said on either side; all of it stands in the timeline. */
export function LastExchange({ view }: { readonly view: CaseView }): VNode | null {
  const texts = useTexts();
  const { did, answer } = lastExchange(view);
  if (!did) return null;
  return (
    <section class="exchange" aria-labelledby="exchange-title">
      <h2 id="exchange-title" class="unseen">
        {texts.lastExchange}
      </h2>
      <div class="turn theirs">
        <p class="speaker">
          {did.by} · {texts.did[did.body.kind]}
        </p>
        <p class="words">{said(did, view.evidence)}</p>
      </div>
      {answer.length > 0 && (
        <div class="turn ours">
          <p class="speaker">{texts.assistant}</p>
          {answer.map((section, at) => (
            <Section key={at} section={section} />
          ))}
        </div>
      )}
    </section>
  );
}
