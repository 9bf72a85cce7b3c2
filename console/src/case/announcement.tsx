import type { VNode } from 'preact';
import type { CaseView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { lastExchange } from './exchange.ts';
import { openPairing } from './pairing.ts';

function spoken(view: CaseView): string {
  const { question } = view;
  const sections = [...lastExchange(view).answer, ...question.sections];
  const pairing = openPairing(view);
  const texts = [...(pairing?.sections ?? []), ...sections].flatMap((section) =>
    'text' in section ? [section.text] : [],
  );
  return [question.title, ...texts].filter(Boolean).join(' ');
}

/** Reads each new reply to those who do not see it appear. */
export function Announcement({ view }: { readonly view: CaseView }): VNode {
  const { newReply } = useTexts();
  return (
    <div class="unseen" aria-live="polite" lang={LANG[view.language]}>
      {view.version > 0 && `${newReply} ${spoken(view)}`}
    </div>
  );
}
