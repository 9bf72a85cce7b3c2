import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { openCase } from '../api/calls.ts';
import type { LogExcerpt } from '../api/messages.ts';
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

  const begin = async (text: string): Promise<boolean> => {
    if (isSending || text.trim() === '') return false;
    setIsSending(true);
    setProblem(null);
    try {
      const { id } = await openCase({ id: onceId.of(text), language, text });
      onceId.arrived();
      goTo(`/cases/${encodeURIComponent(id)}`);
      return true;
    } catch (thrown) {
      setProblem(asProblem(thrown));
      setIsSending(false);
      return false;
    }
  };
  const take = async ({ text, bytes, whole, encoding }: LogExcerpt, file: File): Promise<void> => {
    const all = [paste.trim(), text].filter(Boolean).join('\n\n');
    // Whatever becomes of the request, the log need not be sent again.
    setPaste(all);
    if (await begin(all)) say(texts.logRead(file.name, sayBytes(bytes), encoding, whole));
  };
  const upload = useLogUpload((excerpt, file) => void take(excerpt, file));

  return (
    <section class="card paste" aria-labelledby="paste-title">
      <h2 id="paste-title">{texts.pasteTitle}</h2>
      <DropArea onFile={upload.start}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            void begin(paste);
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
