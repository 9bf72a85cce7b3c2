import type { VNode } from 'preact';
import type { CaseSummary } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Link } from '../parts/link.tsx';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Time } from '../parts/time.tsx';

function CaseRow({ summary }: { readonly summary: CaseSummary }): VNode {
  const texts = useTexts();
  const { id, status, title, language, openedBy, channel, updatedAt } = summary;
  return (
    <li data-case={id} data-status={status}>
      <Link to={`/cases/${encodeURIComponent(id)}`} class="row">
        <span class="row-title" lang={LANG[language]}>
          {title === '' ? texts.untitled : title}
        </span>
        <StatusBadge status={status} />
        <span class="row-who">
          {openedBy} · {texts.channel(channel)}
        </span>
        <span class="row-when">
          <Time at={updatedAt} />
        </span>
      </Link>
    </li>
  );
}

export function CaseRows({ cases }: { readonly cases: readonly CaseSummary[] }): VNode {
  return (
    <ul class="rows">
      {cases.map((summary) => (
        <CaseRow key={summary.id} summary={summary} />
      ))}
    </ul>
  );
}
