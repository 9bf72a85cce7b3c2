import type { Style } from './render.ts';

/** Wider lines are hard to read. */
const WIDEST = 100;
const NARROWEST = 40;
const WIDTH_OF_A_FILE = 80;

/** How to write to that stream: colours only on a terminal, and not where NO_COLOR forbids them (no-color.org). */
export function styleFor(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): Style {
  const forbidden = environment.NO_COLOR !== undefined && environment.NO_COLOR !== '';
  const { columns = 0 } = stream;
  return {
    width: Math.max(NARROWEST, Math.min(columns > 0 ? columns : WIDTH_OF_A_FILE, WIDEST)),
    colours: stream.isTTY === true && !forbidden && environment.TERM !== 'dumb',
    numbered: false,
  };
}
