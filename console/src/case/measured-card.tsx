import type { VNode } from 'preact';
import type { CaseView, Report } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { Time } from '../parts/time.tsx';
import { toldResults } from './told-results.ts';

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

/** What is measured, what a person has told, and what nobody has looked at; never one for the other. */
export function MeasuredCard({ view }: { readonly view: CaseView }): VNode {
  const texts = useTexts();
  const checks = view.report?.checks ?? [];
  const told = toldResults(view.timeline);
  return (
    <section class="card" aria-labelledby="measured-title">
      <h2 id="measured-title">{texts.measuredTitle}</h2>
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
        <dd>
          {told.length === 0 ? (
            texts.toldNothing
          ) : (
            <ul>
              {told.map(({ n, by, at, label }) => (
                <li key={n}>
                  <span lang={LANG[view.language]}>{label}</span>{' '}
                  <span class="hint">
                    {by} · <Time at={at} />
                  </span>
                </li>
              ))}
            </ul>
          )}
        </dd>
        <dt>
          <Icon name="open" />
          {texts.notMeasured}
        </dt>
        <dd>{checks.length === 0 ? texts.nothingPlanned : <Planned checks={checks} />}</dd>
      </dl>
    </section>
  );
}
