import type { VNode } from 'preact';
import { CopyButton } from './copy-button.tsx';

interface Parts {
  readonly text: string;
  /** Who or what belongs to it. */
  readonly owner: string | undefined;
  readonly copies?: boolean;
}

/** A line of a list: a fix and its owner, an address and its purpose. */
export function OwnedItem({ text, owner, copies = false }: Parts): VNode {
  return (
    <li>
      <div class="item">
        <span class="item-text">{text}</span>
        {(owner !== undefined || copies) && (
          <span class="item-foot">
            {owner !== undefined && <span class="owner">{owner}</span>}
            {copies && <CopyButton text={text} what={text} />}
          </span>
        )}
      </div>
    </li>
  );
}
