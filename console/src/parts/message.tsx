import type { ComponentChildren, VNode } from 'preact';
import { Icon } from './icon.tsx';
import { PageHead } from './page-head.tsx';

interface Parts {
  readonly title: string;
  readonly text: string;
  /** The code of the problem that it tells of. */
  readonly problem?: string;
  /** The ways on. */
  readonly children?: ComponentChildren;
}

/** A page that says one thing, and what to do about it. */
export function Message({ title, text, problem, children }: Parts): VNode {
  return (
    <section class="card whole-message" data-problem={problem}>
      <Icon name={problem === undefined ? 'info' : 'alert'} />
      <div>
        <PageHead title={title} />
        <p>{text}</p>
        <p class="ways-on">{children}</p>
      </div>
    </section>
  );
}
