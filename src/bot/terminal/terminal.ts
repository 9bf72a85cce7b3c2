import type { Readable, Writable } from 'node:stream';
import { once } from 'node:events';
import type { Style } from './render.ts';
import { styleFor } from './output.ts';

/** Where a command reads and writes. */
export interface Terminal {
  readonly input: Readable & { readonly isTTY?: boolean };
  readonly output: Writable & { readonly isTTY?: boolean };
  readonly style: Style;
  /** Waits until the far side has room again. */
  write(text: string): Promise<void>;
}

/** The terminal of a pair of streams. */
export function openTerminal(
  input: Terminal['input'],
  output: Writable & { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Terminal {
  return {
    input,
    output,
    style: styleFor(output, environment),
    async write(text) {
      if (!output.write(text)) await once(output, 'drain');
    },
  };
}
