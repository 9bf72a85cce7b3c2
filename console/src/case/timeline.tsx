import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import type { EntryView, ReplyView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { useIsNarrow } from '../parts/narrow.ts';
import { Section } from '../parts/section.tsx';
import { Time } from '../parts/time.tsx';

const LONGEST_LINE = 160;

function firstLine(text: string): string {
  const [line = ''] = text.trim().split('\n', 1);
  return line.length > LONGEST_LINE ? `${line.slice(0, LONGEST_LINE)}…` : line;
}

function Unfolded({ line, text }: { readonly line: string; readonly text: string }): VNode {
  if (line === text.trim()) return <p class="words">{line}</p>;
  return (
    <details>
      <summary>{line}</summary>
      <pre class="said">{text}</pre>
    </details>
  );
}

function headOf({ title, sections: [first] }: ReplyView): string {
  if (title !== undefined) return title;
  if (!first) return '';
  return 'text' in first ? firstLine(first.text) : first.heading;
}

function Replied({ reply }: { readonly reply: ReplyView }): VNode {
  return (
    <details>
      <summary>
        <Breakable text={headOf(reply)} />
      </summary>
      {reply.sections.map((section, at) => (
        <Section key={at} section={section} />
      ))}
    </details>
  );
}

function What({ body }: { readonly body: EntryView['body'] }): VNode {
  const texts = useTexts();
  switch (body.kind) {
    case 'opened':
      return <p>{texts.openedIn(texts.channel(body.channel))}</p>;
    case 'said':
      return <Unfolded line={firstLine(body.text)} text={body.text} />;
    case 'pressed':
      return <p class="pressed">{body.label}</p>;
    case 'replied':
      return <Replied reply={body.reply} />;
    case 'effect':
      return <p>{texts.effect(body.effect, body.place ?? null)}</p>;
    case 'measured':
      return <p>{texts.measuredEntry(body.place, body.checks, body.causes.length)}</p>;
    case 'unmeasured':
      return <p>{texts.unmeasuredEntry(body.place, body.status, body.reason)}</p>;
    case 'paired':
      return <p>{texts.pairedEntry(body.device)}</p>;
    case 'undelivered':
      return <p class="undelivered">{texts.undelivered(body.failure)}</p>;
  }
}

/** So many entries a phone shows unasked. */
const SHOWN_NARROW = 2;

/** Who did what, and when. */
export function Timeline({ entries }: { readonly entries: readonly EntryView[] }): VNode {
  const texts = useTexts();
  const isNarrow = useIsNarrow();
  const [isWhole, setIsWhole] = useState(false);
  const folds = isNarrow && entries.length > SHOWN_NARROW;
  return (
    <section class="card history" aria-labelledby="timeline-title">
      <h2 id="timeline-title">{texts.timeline}</h2>
      <ol class="timeline" data-testid="timeline">
        {(folds && !isWhole ? entries.slice(-SHOWN_NARROW) : entries).map(({ n, at, by, body }) => (
          <li
            key={n}
            class={`by-${body.kind}`}
            data-n={n}
            data-kind={body.kind}
            data-effect={body.kind === 'effect' ? body.effect : undefined}
          >
            <p class="entry-head">
              <span class="by">{by === 'assistant' ? texts.assistant : by}</span>
              <span>{texts.did[body.kind]}</span>
              <Time at={at} />
            </p>
            <div class="entry-body">
              <What body={body} />
            </div>
          </li>
        ))}
      </ol>
      {folds && (
        <button
          type="button"
          class="quiet"
          aria-expanded={isWhole}
          onClick={() => {
            setIsWhole(!isWhole);
          }}
        >
          {isWhole ? texts.showFewer : texts.showEntries(entries.length)}
        </button>
      )}
    </section>
  );
}
