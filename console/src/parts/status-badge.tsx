import type { VNode } from 'preact';
import type { Status } from '../api/messages.ts';
import { useTexts } from '../language.tsx';
import { Icon, type IconName } from './icon.tsx';

const ICONS = {
  open: 'pulse',
  escalated: 'person',
  resolved: 'done',
  abandoned: 'cross',
} as const satisfies Record<Status, IconName>;

export function StatusBadge({ status }: { readonly status: Status }): VNode {
  const texts = useTexts();
  return (
    <span class={`badge ${status}`}>
      <Icon name={ICONS[status]} />
      {texts.status[status]}
    </span>
  );
}
