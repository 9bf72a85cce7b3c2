import type { ComponentChildren, TargetedMouseEvent, VNode } from 'preact';
import { goTo } from '../history.ts';

interface Parts {
  readonly to: string;
  readonly class?: string;
  readonly isCurrent?: boolean;
  readonly children: ComponentChildren;
}

function isPlain(event: TargetedMouseEvent<HTMLAnchorElement>): boolean {
  const { button, metaKey, ctrlKey, shiftKey, altKey } = event;
  return button === 0 && !metaKey && !ctrlKey && !shiftKey && !altKey;
}

/** A link within the console; opening it in another tab stays the browser's business. */
export function Link({ to, class: name, isCurrent = false, children }: Parts): VNode {
  return (
    <a
      href={to}
      class={name}
      aria-current={isCurrent ? 'page' : undefined}
      onClick={(event) => {
        if (!isPlain(event)) return;
        event.preventDefault();
        goTo(to);
      }}
    >
      {children}
    </a>
  );
}
