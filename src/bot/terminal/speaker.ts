import type { Terminal } from './terminal.ts';
import { wrap } from './wrap.ts';

/** Says a paragraph, in the width of the terminal. */
export function speaker(terminal: Terminal): (text: string) => void {
  return (text) => void terminal.write(`${wrap(text, terminal.style.width).join('\n')}\n`);
}
