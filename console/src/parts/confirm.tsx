import type { VNode } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useTexts } from '../language.tsx';

interface Parts {
  readonly title: string;
  /** What follows from it. */
  readonly points: readonly string[];
  /** What the button says that does it. */
  readonly action: string;
  readonly isBusy: boolean;
  readonly onConfirm: () => void;
  readonly onCancel: () => void;
}

/** Asks before something that cannot be taken back, and says what follows. */
export function Confirm({ title, points, action, isBusy, onConfirm, onCancel }: Parts): VNode {
  const texts = useTexts();
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    dialog.current?.showModal();
  }, []);
  return (
    <dialog ref={dialog} class="card confirm" aria-labelledby={id} onClose={onCancel}>
      <h2 id={id}>{title}</h2>
      <ul class="points">
        {points.map((point) => (
          <li key={point}>{point}</li>
        ))}
      </ul>
      <div class="actions">
        <button
          type="button"
          class="danger"
          data-action="confirm"
          aria-disabled={isBusy}
          onClick={() => {
            if (!isBusy) onConfirm();
          }}
        >
          {isBusy ? texts.working : action}
        </button>
        <button
          type="button"
          class="quiet"
          data-action="cancel"
          onClick={() => dialog.current?.close()}
        >
          {texts.cancel}
        </button>
      </div>
    </dialog>
  );
}
