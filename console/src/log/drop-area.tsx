import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';

interface Parts {
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

function holdsFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

/**
 * A place for a dropped file; the button within does the same by keyboard. While it is on show, a file that misses it
 * is taken as well: the browser would open the file, and leave the page.
 */
export function DropArea({ onFile, children }: Parts): VNode {
  const [isOver, setIsOver] = useState(false);
  const latest = useRef(onFile);
  latest.current = onFile;
  useEffect(() => {
    const over = (event: DragEvent): void => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setIsOver(true);
    };
    const leave = ({ relatedTarget }: DragEvent): void => {
      // Between two elements of the page it has not left.
      if (relatedTarget === null) setIsOver(false);
    };
    const drop = (event: DragEvent): void => {
      if (!holdsFile(event)) return;
      event.preventDefault();
      setIsOver(false);
      const file = event.dataTransfer?.files[0];
      if (file) latest.current(file);
    };
    const handlers = { dragenter: over, dragover: over, dragleave: leave, drop } as const;
    const ending = new AbortController();
    for (const [name, handler] of Object.entries(handlers))
      window.addEventListener(name as keyof typeof handlers, handler, { signal: ending.signal });
    return () => {
      ending.abort();
    };
  }, []);
  return <div class={isOver ? 'drop over' : 'drop'}>{children}</div>;
}
