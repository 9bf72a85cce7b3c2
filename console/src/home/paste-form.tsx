import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { openCase } from '../api/calls.ts';
import { useOnceId } from '../api/once-id.ts';
import { asProblem, type Problem } from '../api/problem.ts';
import { goTo } from '../history.ts';
import { useLanguage, useTexts } from '../language.tsx';
import { useLogUpload } from '../log/log-upload.ts';
import { TextBox } from '../log/text-box.tsx';
import { useNotice } from '../notice.tsx';
import { sayBytes } from '../parts/bytes.ts';
import { ProblemNote } from '../parts/problem-note.tsx';
import { casePath } from '../route.ts';

/** What is taken out of a text, and what is not. */
function Privacy(): VNode {
  const texts = useTexts();
  return (
    <details class="privacy">
      <summary>{texts.privacy}</summary>
      <ul>
        {texts.privacyDetails.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </details>
  );
}

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
    goTo(casePath(id));
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
      <TextBox
        name="paste"
        label={texts.pasteLabel}
        isLabelUnseen
        rows={12}
        placeholder={texts.pastePlaceholder}
        hint={texts.pasteHint}
        action={texts.diagnose}
        isPrimary
        text={paste}
        onText={setPaste}
        onSend={() => void begin()}
        isSending={isSending}
        upload={upload}
        takesFocus
      />
      {problem && <ProblemNote problem={problem} />}
      <Privacy />
    </section>
  );
}
