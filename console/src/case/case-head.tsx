import type { VNode } from 'preact';
import { exportPath } from '../api/calls.ts';
import type { CaseView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { shortId } from '../parts/short-id.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Time } from '../parts/time.tsx';
import { useMayWrite } from '../session.tsx';
import { AnswerLanguage } from './answer-language.tsx';
import type { OpenCase } from './open-case.ts';

interface Parts {
  readonly view: CaseView;
  readonly open: OpenCase;
}

export function CaseHead({ view, open }: Parts): VNode {
  const texts = useTexts();
  const { id, code, title, excerpt, language, status, openedBy, createdAt, ssoDomain } = view;
  const mayWrite = useMayWrite();
  const isClosed = status === 'resolved' || status === 'abandoned';
  const inWords = title || excerpt;
  return (
    <PageHead
      title={code === null ? inWords || texts.untitled : `${code} ${inWords}`}
      lang={inWords === '' ? undefined : LANG[language]}
      leavesFocus
    >
      <div class="case-line">
        <StatusBadge status={status} />
        <span>
          {texts.openedBy(openedBy)} · <Time at={createdAt} />
        </span>
        {ssoDomain !== null && <span>{ssoDomain}</span>}
        <span class="case-id" title={id}>
          {texts.caseId(shortId(id))}
        </span>
        <span class="case-tools">
          {mayWrite && !isClosed && <AnswerLanguage language={language} open={open} />}
          <a href={exportPath(id)} download={`case-${id}.json`}>
            <Icon name="download" />
            {texts.exportCase}
          </a>
        </span>
      </div>
    </PageHead>
  );
}
