import type { VNode } from 'preact';
import { useTexts } from '../language.tsx';
import { CopyButton } from '../parts/copy-button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Section } from '../parts/section.tsx';
import { TimeLeft, useTimeLeft } from '../parts/time-left.tsx';
import type { OpenPairing } from './pairing.ts';

interface Parts {
  readonly pairing: OpenPairing;
  /** Nothing was said or pressed since. */
  readonly isLatest: boolean;
}

/** The one-time code, large, for a person to read out; how to use it; and how long it is good. */
export function PairingCard({ pairing, isLatest }: Parts): VNode | null {
  const texts = useTexts();
  const { code, expiresAt, sections } = pairing;
  const isOver = useTimeLeft(expiresAt) === 0;
  if (isOver && !isLatest) return null;
  return (
    <section
      class="card pairing"
      data-testid="pairing"
      data-over={String(isOver)}
      aria-labelledby="pairing-title"
    >
      <h2 id="pairing-title">{texts.pairingTitle}</h2>
      {isOver ? (
        <p class="note" role="status">
          <Icon name="clock" />
          <span>{texts.codeOver}</span>
        </p>
      ) : (
        <>
          <p class="code-line">
            <code class="pairing-code" data-testid="code">
              {code}
            </code>
            <CopyButton text={code} what={texts.oneTimeCode} />
            <TimeLeft until={expiresAt} />
          </p>
          {sections.map((section, at) => (
            <Section key={at} section={section} />
          ))}
        </>
      )}
    </section>
  );
}
