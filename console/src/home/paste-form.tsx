import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { openCase } from '../api/calls.ts';
import { useOnceId } from '../api/once-id.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { goTo } from '../history.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { DropArea } from '../log/drop-area.tsx';
import { LogChooser } from '../log/log-chooser.tsx';
import { useLogUpload } from '../log/log-upload.ts';
import { useNotice } from '../notice.tsx';
import { sayBytes } from '../parts/bytes.ts';
import { sendOnEnter } from '../parts/message-keys.ts';
import { ProblemNote } from '../parts/problem-note.tsx';

/** The box that a case begins with: a text, a log, or both. */
export function PasteForm(): VNode {
  const texts = useTexts();
  const { language } = useLanguage();
  const say = useNotice();
  const onceId = useOnceId();
  const [paste, setPaste] = useState('');
  const [isSending, setIsSending] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  /** The id of the case that the typed text opens; null where it was not opened. */
  const open = async (): Promise<string | null> => {
    if (isSending || paste.trim() === '') return null;
    setIsSending(true);
    setProblem(null);
    try {
      return (await openCase({ id: onceId.of(paste), language, text: paste })).id;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      return null;
    } finally {
      setIsSending(false);
    }
  };
  const show = (id: string): void => {
    onceId.arrived();
    goTo(`/cases/${encodeURIComponent(id)}`);
  };
  const begin = async (): Promise<void> => {
    const id = await open();
    if (id !== null) show(id);
  };
  const upload = useLogUpload(
    async () => {
      if (paste.trim() === '') return { language };
      const id = await open();
      return id === null ? null : { case: id };
    },
    ({ case: { id }, bytes, whole, encoding }, file) => {
      show(id);
      say(texts.logRead(file.name, sayBytes(bytes), encoding, whole));
    },
  );

  return (
    <section class="card paste" aria-labelledby="paste-title">
      <h2 id="paste-title">{texts.pasteTitle}</h2>
      <DropArea onFile={upload.start}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin();
          }}
        >
          <label class="unseen" for="paste">
            {texts.pasteLabel}
          </label>
          <textarea
            id="paste"
            name="paste"
            rows={12}
            spellcheck={false}
            autocomplete="off"
            placeholder={texts.pastePlaceholder}
            aria-describedby="paste-hint"
            value={paste}
            onInput={({ currentTarget }) => {
              setPaste(currentTarget.value);
            }}
            onKeyDown={sendOnEnter}
          />
          <div class="form-foot">
            <button type="submit" class="primary" aria-disabled={isSending}>
              {isSending ? texts.working : texts.diagnose}
            </button>
            <LogChooser upload={upload} />
            <p id="paste-hint" class="hint">
              {texts.pasteHint}
            </p>
          </div>
        </form>
      </DropArea>
      {problem && <ProblemNote problem={problem} />}
      <p class="hint privacy">{texts.privacy}</p>
    </section>
  );
}
