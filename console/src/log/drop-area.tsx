import type { ComponentChildren, TargetedDragEvent, VNode } from 'preact';
import { useState } from 'preact/hooks';

interface Parts {
  readonly onFile: (file: File) => void;
  readonly children: ComponentChildren;
}

function holdsFile({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes('Files') === true;
}

/** A place that a file can be dropped on; the button within does the same by keyboard. */
export function DropArea({ onFile, children }: Parts): VNode {
  const [isOver, setIsOver] = useState(false);
  const over = (event: TargetedDragEvent<HTMLDivElement>): void => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    setIsOver(true);
  };
  return (
    <div
      class={isOver ? 'drop over' : 'drop'}
      onDragEnter={over}
      onDragOver={over}
      onDragLeave={() => {
        setIsOver(false);
      }}
      onDrop={(event) => {
        if (!holdsFile(event)) return;
        event.preventDefault();
        setIsOver(false);
        const file = event.dataTransfer?.files[0];
        if (file) onFile(file);
      }}
    >
      {children}
    </div>
  );
}
