import type { CaseView, Pairing, SectionView } from '../api/messages.ts';

/** A code by which a machine can come in for the case. */
export interface OpenPairing extends Pairing {
  /** The entry that offered it. */
  readonly n: number;
  /** What is said of it, and the commands. */
  readonly sections: readonly SectionView[];
}

/** The code that was offered last; null once a machine has come in since. */
export function openPairing({ timeline }: Pick<CaseView, 'timeline'>): OpenPairing | null {
  for (const { n, body } of timeline.toReversed()) {
    if (body.kind === 'paired') return null;
    if (body.kind === 'replied' && body.reply.pairing)
      return { ...body.reply.pairing, n, sections: body.reply.sections };
  }
  return null;
}
