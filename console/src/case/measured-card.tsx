import type { VNode } from 'preact';
import type { CaseView, Report, SweepView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { FoldCard } from '../parts/fold-card.tsx';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';
import type { MeasuredCounts } from '../texts.ts';
import type { SweepNews } from './sweep-news.ts';
import { SweepPanel } from './sweep-panel.tsx';

function Planned({ checks }: { readonly checks: Report['checks'] }): VNode {
  const texts = useTexts();
  return (
    <details>
      <summary>{texts.showChecks(checks.length)}</summary>
      <ul class="checks">
        {checks.map(({ kind, target }) => (
          <li key={`${kind} ${target}`}>
            <span class="check-kind">{kind}</span>
            <code>{target === '-' ? texts.machineItself : target}</code>
          </li>
        ))}
      </ul>
    </details>
  );
}

function Told({ view: { told, language } }: { readonly view: CaseView }): VNode {
  return (
    <ul data-testid="told">
      {told.map(({ step, outcome, at }) => (
        <li key={step}>
          <span lang={LANG[language]}>
            <span class="told-step">{step}</span> <strong>{outcome}</strong>
          </span>{' '}
          <span class="hint">
            <Time at={at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function plannedChecks(report: CaseView['report']): Report['checks'] {
  return (report?.checks ?? []).filter(({ kind }) => kind !== 'logs');
}

/** Planned checks by which nothing was measured; logs are collected, not measured. */
function openChecks({ report, sweep }: CaseView): Report['checks'] {
  const measured = new Set(measuredIn(sweep).map(({ kind, target }) => `${kind} ${target}`));
  return plannedChecks(report).filter(({ kind, target }) => !measured.has(`${kind} ${target}`));
}

function measuredIn(sweep: CaseView['sweep']): SweepView['checks'] {
  return (sweep?.checks ?? []).filter(({ isMeasured }) => isMeasured);
}

function countsOf({ sweep, told }: CaseView, open: number): MeasuredCounts {
  return {
    open,
    told: told.length,
    sweep: sweep && {
      status: sweep.status,
      ended: sweep.checks.filter(({ status }) => status !== null).length,
      measured: measuredIn(sweep).length,
      of: sweep.checks.length,
      faults: sweep.causes.length,
    },
  };
}

/** Whether the measurements are what the case is about at the moment. */
export function isMeasuringNow({ sweep, phase }: CaseView): boolean {
  return sweep !== null && (!sweep.hasEnded || phase === 'measured');
}

interface Parts {
  readonly view: CaseView;
  readonly news: SweepNews;
}

/** What is measured, what a person has told, and what nobody has looked at; never one for the other. */
export function MeasuredCard({ view, news }: Parts): VNode {
  const texts = useTexts();
  const { told, sweep, cause, report, language, place, asksDevices } = view;
  const open = openChecks(view);
  const isPlanned = plannedChecks(report).length > 0;
  const nothing = cause === null ? texts.notPlannedYet : texts.nothingPlanned;
  return (
    <FoldCard
      title={texts.measuredTitle}
      summary={texts.measuredSummary(countsOf(view, open.length))}
      isNews={isMeasuringNow(view)}
    >
      <dl class="measured">
        <dt>
          <Icon name="pulse" />
          {texts.measured}
        </dt>
        {sweep ? (
          <dd class="swept">
            <SweepPanel sweep={sweep} language={language} news={news} />
          </dd>
        ) : (
          <dd>{texts.measuredNothing(place !== null || asksDevices)}</dd>
        )}
        <dt>
          <Icon name="person" />
          {texts.told}
        </dt>
        <dd>{told.length === 0 ? texts.toldNothing : <Told view={view} />}</dd>
        <dt>
          <Icon name="open" />
          {texts.notMeasured}
        </dt>
        <dd>
          {open.length > 0 && <Planned checks={open} />}
          {open.length === 0 && (isPlanned ? texts.nothingLeft : nothing)}
        </dd>
      </dl>
    </FoldCard>
  );
}
