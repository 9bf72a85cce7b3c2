import stringWidth from 'string-width';
import type { Terminal } from './terminal.ts';
import { wrap } from './wrap.ts';

const NARROWEST = 20;

/** A line that begins with `lead`, with its newline: one line for programs; on a screen, what follows hangs below the text. */
export function hanging(
  lead: string,
  text: string,
  { output, style }: Pick<Terminal, 'output' | 'style'>,
): string {
  const indent = ' '.repeat(stringWidth(lead));
  const width = Math.max(NARROWEST, style.width - stringWidth(lead));
  // A number stays with its unit.
  const bound = text.replace(/(\d) (?=ms\b)/g, '$1\u00a0');
  const lines =
    output.isTTY === true
      ? wrap(bound, width).map((line) => line.replaceAll('\u00a0', ' '))
      : [text];
  return lines.map((line, at) => `${at === 0 ? lead : indent}${line}\n`).join('');
}
