import type { VNode } from 'preact';
import type { CaseView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { useIsNarrow } from '../parts/narrow.ts';
import { useMayWrite } from '../session.tsx';
import { Announcement } from './announcement.tsx';
import { CaseHead } from './case-head.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { lastExchange } from './exchange.ts';
import { LastExchange } from './last-exchange.tsx';
import { isMeasuringNow, MeasuredCard } from './measured-card.tsx';
import { MessageBox } from './message-box.tsx';
import type { OpenCase } from './open-case.ts';
import { openPairing } from './pairing.ts';
import { PairingCard } from './pairing-card.tsx';
import { PastedTexts } from './pasted-texts.tsx';
import { tellsDiagnosis, QuestionCard } from './question-card.tsx';
import { RunbookLine, RunbookStepper } from './runbook-stepper.tsx';
import { Timeline } from './timeline.tsx';

interface Parts {
  readonly view: CaseView;
  readonly open: OpenCase;
}

/** On wide screens the conversation stands left and what is known of the case beside it; the history is below both. */
export function CaseBody({ view, open }: Parts): VNode {
  const texts = useTexts();
  const mayWrite = useMayWrite();
  const isNarrow = useIsNarrow();
  const lang = LANG[view.language];
  const { id, version, phase, language, cause, runbook, sweep } = view;
  const pairing = openPairing(view);
  const isRunning = sweep?.hasEnded === false;
  const measured = <MeasuredCard key="measured" view={view} news={open.news} />;
  // On a phone it follows the answer that says that checks run; on a wide screen it leads the column of what is known.
  const isBelowAnswer = isNarrow && isRunning;
  const leads = !isBelowAnswer && isMeasuringNow(view);
  return (
    <article
      data-case={id}
      data-version={version}
      data-phase={phase}
      data-language={language}
      data-cause={cause ?? undefined}
    >
      <CaseHead view={view} open={open} />
      <Announcement view={view} />
      <div class="case">
        <div class="column talk">
          {isNarrow && runbook && <RunbookLine runbook={runbook} lang={lang} />}
          <div class="conversation" lang={lang}>
            <LastExchange view={view} />
            {pairing && (
              <PairingCard
                key={pairing.code}
                pairing={pairing}
                isLatest={pairing.n > (lastExchange(view).did?.n ?? 0)}
              />
            )}
            {isBelowAnswer && measured}
            <QuestionCard view={view} open={open} />
          </div>
          {mayWrite ? <MessageBox id={id} open={open} /> : <p class="card">{texts.mayOnlyRead}</p>}
        </div>
        <div class="column known">
          {leads && measured}
          {!(isNarrow && tellsDiagnosis(view)) && <DiagnosisCard view={view} />}
          {!isNarrow && runbook && <RunbookStepper runbook={runbook} lang={lang} />}
          {!leads && !isBelowAnswer && measured}
        </div>
        <div class="column kept">
          <PastedTexts view={view} />
        </div>
      </div>
      <Timeline entries={view.timeline} />
    </article>
  );
}
