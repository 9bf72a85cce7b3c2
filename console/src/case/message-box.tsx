import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../language.tsx';
import { DropArea } from '../log/drop-area.tsx';
import { LogChooser } from '../log/log-chooser.tsx';
import { useLogUpload } from '../log/log-upload.ts';
import { useNotice } from '../notice.tsx';
import { sayBytes } from '../parts/bytes.ts';
import { sendOnEnter } from '../parts/message-keys.ts';
import type { OpenCase } from './open-case.ts';

/** Where the person answers in words, or adds a log. */
interface Parts {
  readonly id: string;
  readonly open: OpenCase;
}

export function MessageBox({ id, open }: Parts): VNode {
  const texts = useTexts();
  const say = useNotice();
  const [message, setMessage] = useState('');
  const isSending = open.sending !== null;

  const send = async (text: string): Promise<boolean> => {
    if (text.trim() === '') return false;
    const isTaken = await open.send({ kind: 'said', text });
    // What was not taken stays in the box.
    setMessage(isTaken ? '' : text);
    return isTaken;
  };
  const upload = useLogUpload(
    async () => (message.trim() === '' || (await send(message)) ? { case: id } : null),
    ({ case: taken, bytes, whole, encoding }, file) => {
      open.show(taken);
      say(texts.logRead(file.name, sayBytes(bytes), encoding, whole));
    },
  );

  return (
    <DropArea onFile={upload.start}>
      <form
        class="card message"
        aria-label={texts.answer}
        onSubmit={(event) => {
          event.preventDefault();
          void send(message);
        }}
      >
        <label for="message">{texts.messageLabel}</label>
        <textarea
          id="message"
          name="message"
          rows={3}
          spellcheck={false}
          autocomplete="off"
          placeholder={texts.messagePlaceholder}
          value={message}
          onInput={({ currentTarget }) => {
            setMessage(currentTarget.value);
          }}
          onKeyDown={sendOnEnter}
        />
        <div class="form-foot">
          <button type="submit" data-action="send" class="plain" aria-disabled={isSending}>
            {isSending ? texts.working : texts.send}
          </button>
          <LogChooser upload={upload} />
          <span class="hint">{texts.sendHint}</span>
        </div>
      </form>
    </DropArea>
  );
}
