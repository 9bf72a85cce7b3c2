import type { VNode } from 'preact';
import type { RunbookView } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';

const ICONS = {
  done: 'done',
  current: 'current',
  'handed-over': 'person',
  open: 'open',
} as const satisfies Record<RunbookView['steps'][number]['state'], IconName>;

interface Parts {
  readonly runbook: RunbookView;
  readonly lang: string;
}

function Steps({ runbook: { steps }, lang }: Parts): VNode {
  const texts = useTexts();
  return (
    <ol class="stepper" data-testid="runbook">
      {steps.map(({ title, state }) => (
        <li
          key={title}
          class={state}
          data-state={state}
          aria-current={state === 'current' ? 'step' : undefined}
        >
          <Icon name={ICONS[state]} />
          <span lang={lang}>{title}</span>
          <span class="step-state">{texts.stepState[state]}</span>
        </li>
      ))}
    </ol>
  );
}

export function RunbookStepper({ runbook, lang }: Parts): VNode {
  const texts = useTexts();
  return (
    <section class="card" aria-labelledby="runbook-title">
      <p class="eyebrow">{texts.runbook}</p>
      <h2 id="runbook-title" lang={lang}>
        {runbook.title}
      </h2>
      <Steps runbook={runbook} lang={lang} />
    </section>
  );
}

/** The runbook in one line, once it is being walked; it unfolds. */
export function RunbookLine({ runbook, lang }: Parts): VNode | null {
  const texts = useTexts();
  const { steps } = runbook;
  const at = steps.findLastIndex(({ state }) => state !== 'open');
  const step = steps[at];
  if (!step) return null;
  return (
    <details class="card fold runbook-line">
      <summary>
        <span class="strong">{texts.stepOf(at + 1, steps.length)}</span> ·{' '}
        <span lang={lang}>{step.title}</span>
        {step.state !== 'current' && ` · ${texts.stepState[step.state]}`}
      </summary>
      <Steps runbook={runbook} lang={lang} />
    </details>
  );
}
