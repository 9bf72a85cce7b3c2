import { createInterface } from 'node:readline';
import type { Terminal } from './terminal.ts';

/** Lines that come faster than anybody types belong to one paste. */
const PASTE_GAP_MS = 40;
/** A paste that never pauses is handed on in pieces. */
const LONGEST_MESSAGE = 256 * 1024;

/**
 * The messages that are typed or pasted. On a terminal, lines that arrive together are one message: a pasted log has
 * many lines. Elsewhere each line is a message, so that a script says exactly what it means to.
 */
export async function* readMessages({ input }: Terminal): AsyncGenerator<string> {
  const lines = createInterface({ input, crlfDelay: Infinity });
  if (input.isTTY !== true) {
    yield* lines;
    return;
  }
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
  }
}

function pause(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PASTE_GAP_MS, null));
}
