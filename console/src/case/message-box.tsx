import type { VNode } from 'preact';
import { useState } from 'preact/hooks';
import { useTexts } from '../language.tsx';
import { useLogUpload } from '../log/log-upload.ts';
import { TextBox } from '../log/text-box.tsx';
import { useNotice } from '../notice.tsx';
import { sayBytes } from '../parts/bytes.ts';
import type { OpenCase } from './open-case.ts';

interface Parts {
  readonly id: string;
  readonly open: OpenCase;
}

/** Where the person answers in words, or adds a log. */
export function MessageBox({ id, open }: Parts): VNode {
  const texts = useTexts();
  const say = useNotice();
  const [message, setMessage] = useState('');

  const send = async (text: string): Promise<boolean> => {
    const isTaken = await open.send({ kind: 'said', text });
    // What was not taken stays in the box.
    setMessage(isTaken ? '' : text);
    return isTaken;
  };
  const upload = useLogUpload(
    async () => (message.trim() === '' || (await send(message)) ? { case: id } : null),
    ({ case: taken, bytes, whole, encoding }, file) => {
      open.answer(taken);
      say(texts.logRead(file.name, sayBytes(bytes), encoding, whole));
    },
  );

  return (
    <section class="card message" aria-label={texts.answer}>
      <TextBox
        name="message"
        label={texts.messageLabel}
        rows={3}
        placeholder={texts.messagePlaceholder}
        hint={texts.sendHint}
        action={texts.send}
        text={message}
        onText={setMessage}
        onSend={() => void send(message)}
        isSending={open.sending !== null}
        upload={upload}
      />
    </section>
  );
}
