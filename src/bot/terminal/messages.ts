import { createInterface } from 'node:readline';
import type { Terminal } from './terminal.ts';

const PROMPT = '> ';
/** Lines that come faster than anybody types belong to one paste. */
const PASTE_GAP_MS = 40;
/** A paste that never pauses is handed on in pieces. */
const LONGEST_MESSAGE = 256 * 1024;

/** Each line is a message, so that a script says exactly what it means to. */
async function* linesOf(terminal: Terminal): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  await terminal.write(PROMPT);
  for await (const chunk of terminal.input as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split(/\r?\n/);
    rest = (lines.pop() ?? '').slice(0, LONGEST_MESSAGE);
    for (const line of lines) {
      yield line;
      await terminal.write(PROMPT);
    }
  }
  if (rest !== '') yield rest;
}

/**
 * On a terminal, lines that arrive together are one message: a pasted log has many lines. The line is edited here and not
 * by the terminal, which would cut a pasted one after 4095 bytes.
 */
async function* pastesOf({ input, output }: Terminal): AsyncGenerator<string> {
  const lines = createInterface({ input, output, terminal: true, prompt: PROMPT });
  try {
    lines.prompt();
    const reader = lines[Symbol.asyncIterator]();
    let next = reader.next();
    for (let line = await next; line.done !== true; line = await next) {
      let message = line.value;
      next = reader.next();
      while (message.length < LONGEST_MESSAGE) {
        const soon = await Promise.race([next, pause()]);
        if (soon === null || soon.done === true) break;
        message += `\n${soon.value}`;
        next = reader.next();
      }
      yield message;
      lines.prompt();
    }
  } finally {
    lines.close();
  }
}

/** The messages that are typed or pasted, each after a prompt. */
export function readMessages(terminal: Terminal): AsyncGenerator<string> {
  return terminal.input.isTTY === true ? pastesOf(terminal) : linesOf(terminal);
}

function pause(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PASTE_GAP_MS, null));
}
