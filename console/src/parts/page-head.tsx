import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useTexts } from '../language.tsx';

interface Parts {
  readonly title: string;
  readonly lang?: string | undefined;
  /** Something else of the page takes the focus. */
  readonly leavesFocus?: boolean;
  /** Beside the title. */
  readonly children?: ComponentChildren;
}

/** Whether a page came before: on the first one the browser places the focus. */
let isFirst = true;

/** The heading of a page; it takes the focus when the page is gone to, so that a screen reader begins there. */
export function PageHead({ title, lang, leavesFocus = false, children }: Parts): VNode {
  const { product } = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (!isFirst && !leavesFocus) heading.current?.focus();
    isFirst = false;
  }, []);
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <div class="page-head">
      <h1 ref={heading} tabIndex={-1} lang={lang}>
        {title}
      </h1>
      {children}
    </div>
  );
}
