import type { ComponentChildren, VNode } from 'preact';
import { useIsNarrow } from './narrow.ts';

interface Parts {
  readonly title: string;
  /** What it holds, in a few words. */
  readonly summary: string;
  readonly class?: string;
  /** What it holds is the news: it is not folded. */
  readonly isNews?: boolean;
  readonly onOpen?: () => void;
  readonly children: ComponentChildren;
}

/** A card that is folded to one line on a phone. */
export function FoldCard({
  title,
  summary,
  class: name,
  isNews = false,
  onOpen,
  children,
}: Parts): VNode {
  const isNarrow = useIsNarrow();
  return (
    <details
      class={`card fold ${name ?? ''}`}
      open={!isNarrow || isNews}
      onToggle={({ currentTarget }) => {
        if (currentTarget.open) onOpen?.();
      }}
    >
      <summary>
        <h2>{title}</h2> <span class="hint">{summary}</span>
      </summary>
      {children}
    </details>
  );
}
