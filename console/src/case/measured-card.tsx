import type { VNode } from 'preact';
import type { CaseView, Report } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { FoldCard } from '../parts/fold-card.tsx';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';

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

/** What is measured, what a person has told, and what nobody has looked at; never one for the other. */
export function MeasuredCard({ view }: { readonly view: CaseView }): VNode {
  const texts = useTexts();
  const checks = view.report?.checks ?? [];
  const { told } = view;
  const nothing = view.cause === null ? texts.notPlannedYet : texts.nothingPlanned;
  return (
    <FoldCard
      title={texts.measuredTitle}
      summary={texts.measuredSummary(checks.length, told.length)}
    >
      <dl class="measured">
        <dt>
          <Icon name="pulse" />
          {texts.measured}
        </dt>
        <dd>{texts.measuredNothing}</dd>
        <dt>
          <Icon name="person" />
          {texts.told}
        </dt>
        <dd>{told.length === 0 ? texts.toldNothing : <Told view={view} />}</dd>
        <dt>
          <Icon name="open" />
          {texts.notMeasured}
        </dt>
        <dd>{checks.length === 0 ? nothing : <Planned checks={checks} />}</dd>
      </dl>
    </FoldCard>
  );
}
