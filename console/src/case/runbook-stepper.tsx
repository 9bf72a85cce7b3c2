import type { VNode } from 'preact';
import type { RunbookView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';

interface Parts {
  readonly runbook: RunbookView;
  readonly lang: string;
}

export function RunbookStepper({ runbook: { title, steps }, lang }: Parts): VNode {
  const texts = useTexts();
  return (
    <section class="card" aria-labelledby="runbook-title">
      <p class="eyebrow">{texts.runbook}</p>
      <h2 id="runbook-title" lang={lang}>
        {title}
      </h2>
      <ol class="stepper">
        {steps.map(({ title: step, state }) => (
          <li
            key={step}
            class={state}
            data-state={state}
            aria-current={state === 'current' ? 'step' : undefined}
          >
            <Icon name={state} />
            <span lang={lang}>{step}</span>
            <span class="step-state">{texts.stepState[state]}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
