import type { VNode } from 'preact';
import type { Language, SweepView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { Link } from '../parts/link.tsx';
import { Time } from '../parts/time.tsx';
import { jobPath } from '../route.ts';
import { CheckList, LatestCheck } from './check-list.tsx';
import { CameToNothing, Waiting } from './job-state.tsx';
import { PathDiagram } from './path-diagram.tsx';
import type { SweepNews } from './sweep-news.ts';

interface Parts {
  readonly sweep: SweepView;
  /** Of the case: what the findings are told in. */
  readonly language: Language;
  readonly news: SweepNews;
  /** Stands on the page of the job itself. */
  readonly isJobPage?: boolean;
}

function Progress({ sweep: { checks }, language, news: { latest } }: Parts): VNode {
  const texts = useTexts();
  const ended = checks.filter(({ status }) => status !== null).length;
  return (
    <div class="sweep-progress">
      <label for="sweep-progress">{texts.checksEnded(ended, checks.length)}</label>
      <progress id="sweep-progress" value={ended} max={checks.length} />
      {latest && <LatestCheck check={latest} lang={LANG[language]} />}
    </div>
  );
}

function Outcome({ sweep, language }: Pick<Parts, 'sweep' | 'language'>): VNode {
  const texts = useTexts();
  const { checks, causes } = sweep;
  const ok = checks.filter(({ status }) => status === 'ok').length;
  if (causes.length === 0)
    return (
      <div data-testid="causes">
        <p class="strong">{texts.noFaultFound(ok, checks.length)}</p>
        <p class="hint">{texts.noFaultMeans}</p>
      </div>
    );
  return (
    <div data-testid="causes">
      <h3>{texts.causesFound}</h3>
      <ol class="items steps causes" lang={LANG[language]}>
        {causes.map(({ cause, title, targets }) => (
          <li key={cause} data-cause={cause}>
            {title}
            {targets.length > 0 && (
              <span class="targets">
                {targets.map((target) => (
                  <code key={target}>
                    <Breakable text={target} />
                  </code>
                ))}
              </span>
            )}
          </li>
        ))}
      </ol>
    </div>
  );
}

/** Where it is measured, when, and who asked for it. */
function Origin({ sweep, isJobPage = false }: Parts): VNode {
  const texts = useTexts();
  const { id, place, at, device, requester, status } = sweep;
  const isMeasuring = status === 'running' || status === 'finished';
  return (
    <p class="measured-from">
      {isMeasuring || !device ? texts.measuredFrom : texts.askedOf} <strong>{place}</strong> ·{' '}
      {device && requester !== '' && `${texts.byPerson(requester)} · `}
      <Time at={at} />
      {device && !isJobPage && (
        <>
          {' '}
          · <Link to={jobPath(id)}>{texts.toJob}</Link>
        </>
      )}
    </p>
  );
}

function Body(parts: Parts): VNode {
  const { sweep, language, news } = parts;
  switch (sweep.status) {
    case 'open':
      return <Waiting sweep={sweep} isAsking={news.isAsking} />;
    case 'refused':
    case 'aborted':
    case 'expired':
      return <CameToNothing sweep={sweep} lang={LANG[language]} />;
    case 'running':
    case 'finished':
      return (
        <>
          {sweep.status === 'running' && <Progress {...parts} />}
          <PathDiagram sweep={sweep} language={language} />
          {sweep.status === 'finished' && <Outcome sweep={sweep} language={language} />}
          <CheckList checks={sweep.checks} language={language} />
        </>
      );
  }
}

/** A sweep before it has begun, while it runs and after it: how far it is, where the path breaks, what each check found. */
export function SweepPanel(parts: Parts): VNode {
  const { hasEnded, status } = parts.sweep;
  return (
    <div class="sweep" data-testid="sweep" data-ended={String(hasEnded)} data-status={status}>
      <Origin {...parts} />
      <Body {...parts} />
    </div>
  );
}
