import type { VNode } from 'preact';
import type { CheckView, Language, SweepView } from '../api/messages.ts';
import { LANG, useTexts } from '../language.tsx';
import { Breakable } from '../parts/breakable.tsx';
import { Time } from '../parts/time.tsx';
import { CheckList, LatestCheck } from './check-list.tsx';
import { PathDiagram } from './path-diagram.tsx';

interface Parts {
  readonly sweep: SweepView;
  /** Of the case: what the findings are told in. */
  readonly language: Language;
  /** The check that ended last, while it runs. */
  readonly latest: CheckView | null;
}

function Progress({ sweep: { checks }, language, latest }: Parts): VNode {
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

/** A sweep while it runs and after it: how far it is, where the path breaks, what each check found. */
export function SweepPanel({ sweep, language, latest }: Parts): VNode {
  const texts = useTexts();
  return (
    <div class="sweep" data-testid="sweep" data-ended={String(sweep.hasEnded)}>
      <p class="measured-from">
        {texts.measuredFrom} <strong>{sweep.place}</strong> · <Time at={sweep.at} />
      </p>
      {!sweep.hasEnded && <Progress sweep={sweep} language={language} latest={latest} />}
      <PathDiagram sweep={sweep} language={language} />
      {sweep.hasEnded && <Outcome sweep={sweep} language={language} />}
      <CheckList checks={sweep.checks} language={language} />
    </div>
  );
}
