import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';

/** Lines to copy, each with a button of its own. */
export function CommandList({ lines }: { readonly lines: readonly string[] }): VNode {
  return (
    <ul class="commands">
      {lines.map((line, at) => (
        <li key={at}>
          <code>{line}</code>
          <CopyButton text={line} what={line} />
        </li>
      ))}
    </ul>
  );
}
