import type { VNode } from 'preact';
import { exportPath } from '../api/calls.ts';
import type { CaseView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Link } from '../parts/link.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Time } from '../parts/time.tsx';
import { useMayWrite } from '../session.tsx';
import { Announcement } from './announcement.tsx';
import { DiagnosisCard } from './diagnosis-card.tsx';
import { LastExchange } from './last-exchange.tsx';
import { MeasuredCard } from './measured-card.tsx';
import { MessageBox } from './message-box.tsx';
import type { OpenCase } from './open-case.ts';
import { PastedTexts } from './pasted-texts.tsx';
import { QuestionCard } from './question-card.tsx';
import { RunbookStepper } from './runbook-stepper.tsx';
import { Timeline } from './timeline.tsx';

function Head({ view }: { readonly view: CaseView }): VNode {
  const texts = useTexts();
  const { id, title, language, status, openedBy, createdAt } = view;
  return (
    <PageHead title={title === '' ? texts.untitled : title} lang={LANG[language]}>
      <div class="case-line">
        <StatusBadge status={status} />
        <span>
          {texts.openedBy(openedBy)} · <Time at={createdAt} />
        </span>
        <code class="case-id">{id}</code>
        <span class="case-links">
          <a href={exportPath(id)} download={`case-${id}.json`}>
            <Icon name="download" />
            {texts.exportCase}
          </a>
          <Link to="/">{texts.newCase}</Link>
        </span>
      </div>
    </PageHead>
  );
}

interface Parts {
  readonly view: CaseView;
  readonly open: OpenCase;
}

/** On wide screens the conversation stands left, and what is known of the case right of it. */
export function CaseBody({ view, open }: Parts): VNode {
  const texts = useTexts();
  const lang = LANG[view.language];
  return (
    <article data-case={view.id} data-version={view.version} data-phase={view.phase}>
      <Head view={view} />
      <Announcement view={view} />
      <div class="case">
        <div class="column">
          <div class="conversation" lang={lang}>
            <LastExchange view={view} />
            <QuestionCard view={view} open={open} />
          </div>
          {useMayWrite() ? (
            <MessageBox id={view.id} open={open} />
          ) : (
            <p class="card">{texts.mayOnlyRead}</p>
          )}
          <PastedTexts view={view} />
        </div>
        <div class="column">
          <DiagnosisCard view={view} />
          <MeasuredCard view={view} />
          {view.runbook && <RunbookStepper runbook={view.runbook} lang={lang} />}
          <Timeline entries={view.timeline} />
        </div>
      </div>
    </article>
  );
}
