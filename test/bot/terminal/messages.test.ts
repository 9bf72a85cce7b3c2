import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { runChat } from '../../../src/bot/terminal/chat.ts';
import { readMessages } from '../../../src/bot/terminal/messages.ts';
import { openTerminal } from '../../../src/bot/terminal/terminal.ts';
import { openPacks } from '../../../src/knowledge/packs.ts';
import { join } from 'node:path';

function terminalOf(isTTY: boolean) {
  const input = Object.assign(new PassThrough(), { isTTY });
  const output = new PassThrough();
  let shown = '';
  output.setEncoding('utf8').on('data', (text: string) => (shown += text));
  return { input, terminal: openTerminal(input, output, {}), shown: () => shown };
}

async function messagesOf(isTTY: boolean, chunks: readonly string[]): Promise<string[]> {
  const { input, terminal } = terminalOf(isTTY);
  const messages: string[] = [];
  const reader = readMessages(terminal);
  let next = reader.next();
  for (const chunk of chunks) {
    input.write(chunk);
    const message = await next;
    messages.push(message.value as string);
    next = reader.next();
  }
  input.end();
  await next;
  return messages;
}

it('takes lines that are pasted together as one message', async () => {
  expect(await messagesOf(true, ['one\ntwo\nthree\n', 'four\n'])).toEqual([
    'one\ntwo\nthree',
    'four',
  ]);
});

it('takes a pasted line longer than a terminal holds', async () => {
  const line = `${'x'.repeat(10_000)} -1018`;
  expect(await messagesOf(true, [`${line}\n`])).toEqual([line]);
});

it('takes each line of a script as a message', async () => {
  const { input, terminal } = terminalOf(false);
  input.end('one\r\ntwo\nthree');
  const messages: string[] = [];
  for await (const message of readMessages(terminal)) messages.push(message);
  expect(messages).toEqual(['one', 'two', 'three']);
});

it('ends on goodbye, though the terminal stays open', async () => {
  const packs = await openPacks(join(import.meta.dirname, '../../../knowledge-base'));
  const { input, terminal, shown } = terminalOf(true);
  const ended = runChat({ packs, terminal, language: 'en', measures: null });
  input.write('bye\n');
  await ended;
  expect(input.isPaused()).toBe(true);
  expect(shown()).toContain('The case is closed');
});
