import type { VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { useTexts } from '../language.tsx';
import { Icon } from '../parts/icon.tsx';
import { ProblemNote } from '../parts/problem-note.tsx';
import type { LogUpload } from './log-upload.ts';

/** Choosing a log file, and its way to the server. */
export function LogChooser({ upload }: { readonly upload: LogUpload }): VNode {
  const texts = useTexts();
  const input = useRef<HTMLInputElement>(null);
  const { underWay, problem, start, cancel } = upload;
  return (
    <div class="log-chooser">
      <input
        ref={input}
        type="file"
        name="log"
        hidden
        aria-label={texts.chooseLog}
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file may be chosen again.
          currentTarget.value = '';
          if (file) start(file);
        }}
      />
      {underWay ? (
        <div class="progress">
          <label>
            <span>{texts.sending(underWay.name, Math.round(underWay.share * 100))}</span>
            <progress max={1} value={underWay.share} />
          </label>
          <button type="button" data-action="cancel-upload" onClick={cancel}>
            {texts.cancel}
          </button>
        </div>
      ) : (
        <button type="button" data-action="choose-log" onClick={() => input.current?.click()}>
          <Icon name="upload" />
          {texts.chooseLog}
        </button>
      )}
      {problem && <ProblemNote problem={problem} />}
    </div>
  );
}
