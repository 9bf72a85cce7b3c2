import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { useTexts } from '../language.tsx';
import { Icon } from './icon.tsx';

type Outcome = 'none' | 'copied' | 'refused';
const SHOWN_MS = 2500;

interface Parts {
  readonly text: string;
  readonly what: string;
  /** It copies several at once. */
  readonly isAll?: boolean;
}

/** Puts `text` on the clipboard; `what` tells a screen reader which one of many this is. */
export function CopyButton({ text, what, isAll = false }: Parts): VNode {
  const texts = useTexts();
  const [outcome, setOutcome] = useState<Outcome>('none');
  useEffect(() => {
    if (outcome === 'none') return;
    const timer = setTimeout(() => {
      setOutcome('none');
    }, SHOWN_MS);
    return () => {
      clearTimeout(timer);
    };
  }, [outcome]);
  // Browsers keep the clipboard from pages without TLS, except on the machine itself.
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      setOutcome('copied');
    } catch {
      setOutcome('refused');
    }
  };
  const words = {
    none: isAll ? texts.copyAll : texts.copy,
    copied: texts.copied,
    refused: texts.copyRefused,
  };
  return (
    <button
      type="button"
      class="copy"
      data-outcome={outcome}
      onClick={() => {
        void copy();
      }}
    >
      <Icon name={outcome === 'copied' ? 'done' : 'copy'} />
      <span aria-live="polite">{words[outcome]}</span>
      <span class="unseen"> {what}</span>
    </button>
  );
}
