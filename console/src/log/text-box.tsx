import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { sendOnEnter } from '../parts/message-keys.ts';
import { DropArea } from './drop-area.tsx';
import { LogChooser } from './log-chooser.tsx';
import type { LogUpload } from './log-upload.ts';

interface Parts {
  readonly name: string;
  readonly label: string;
  /** The heading says it already to those who see. */
  readonly isLabelUnseen?: boolean;
  readonly rows: number;
  readonly placeholder: string;
  readonly hint: string;
  /** What the button does, and whether it is the one thing to do on the page. */
  readonly action: string;
  readonly isPrimary?: boolean;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onSend: () => void;
  readonly isSending: boolean;
  readonly upload: LogUpload;
  readonly takesFocus?: boolean;
}

/** A box for a text, a log, or both. */
export function TextBox(parts: Parts): VNode {
  const { name, label, rows, placeholder, hint, action, text, isSending, upload } = parts;
  const texts = useTexts();
  const box = useRef<HTMLTextAreaElement>(null);
  const [isRefused, setIsRefused] = useState(false);
  useEffect(() => {
    if (parts.takesFocus) box.current?.focus();
  }, []);
  const send = (): void => {
    const isEmpty = text.trim() === '';
    setIsRefused(isEmpty);
    if (isEmpty) box.current?.focus();
    else if (!isSending) parts.onSend();
  };
  return (
    <DropArea onFile={upload.start}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <label class={parts.isLabelUnseen ? 'unseen' : undefined} for={name}>
          {label}
        </label>
        <textarea
          ref={box}
          id={name}
          name={name}
          rows={rows}
          spellcheck={false}
          autocomplete="off"
          placeholder={placeholder}
          aria-describedby={`${name}-refused ${name}-hint`}
          aria-invalid={isRefused}
          value={text}
          onInput={({ currentTarget }) => {
            setIsRefused(false);
            parts.onText(currentTarget.value);
          }}
          onKeyDown={sendOnEnter}
        />
        <p id={`${name}-refused`} class="refused" role="alert">
          {isRefused && (
            <>
              <Icon name="alert" />
              {texts.noText}
            </>
          )}
        </p>
        <div class="form-foot">
          <button
            type="submit"
            data-action="send"
            class={parts.isPrimary ? 'primary' : 'plain'}
            aria-disabled={isSending}
          >
            {isSending ? texts.working : action}
          </button>
          <LogChooser upload={upload} />
          <p id={`${name}-hint`} class="hint">
            {hint}
          </p>
        </div>
      </form>
    </DropArea>
  );
}
