import type { CaseView, EntryView, SectionView } from '../api/messages.ts';

/** What the person did last, and what was answered beside the question that stands. */
export interface Exchange {
  readonly did: EntryView | null;
  readonly answer: readonly SectionView[];
}

/** A reply ends with the question that stood then; where that still stands, it is shown once, as the question. */
export function lastExchange({ timeline, question }: CaseView): Exchange {
  const at = timeline.findLastIndex(({ body: { kind } }) => kind === 'said' || kind === 'pressed');
  const asked = new Set(question.sections.map((section) => JSON.stringify(section)));
  const answer = timeline
    .slice(at + 1)
    // What offers a code has a card of its own.
    .flatMap(({ body }) =>
      body.kind === 'replied' && !body.reply.pairing ? body.reply.sections : [],
    )
    .filter((section) => !asked.has(JSON.stringify(section)));
  return { did: timeline[at] ?? null, answer };
}
