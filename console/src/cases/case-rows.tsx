import type { VNode } from 'preact';
import type { CaseSummary } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { Link } from '../parts/link.tsx';
import { shortId } from '../parts/short-id.ts';
import { StatusBadge } from '../parts/status-badge.tsx';
import { Time } from '../parts/time.tsx';
import { casePath } from '../route.ts';

function CaseRow({ summary }: { readonly summary: CaseSummary }): VNode {
  const texts = useTexts();
  const { id, status, title, code, name, excerpt, ssoDomain, language } = summary;
  const { openedBy, channel, updatedAt } = summary;
  return (
    <li data-case={id} data-status={status}>
      <Link to={casePath(id)} class="row case-row">
        <span class="row-title">
          {code !== null && <code class="code">{code}</code>}{' '}
          <span lang={LANG[language]}>{title || excerpt || texts.untitled}</span>
        </span>
        <StatusBadge status={status} />
        {title !== '' && excerpt !== '' && (
          <span class="row-excerpt">
            <code>{excerpt}</code>
          </span>
        )}
        <span class="row-who">
          <span class="row-id">{texts.caseId(shortId(id))}</span>
          <span>
            {openedBy} · {texts.channel(channel)}
          </span>
          {ssoDomain !== null && <span>{ssoDomain}</span>}
          {name !== null && (
            <code class="row-name">
              <Breakable text={name} />
            </code>
          )}
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
