import type { Highlight } from '../api/messages.ts';

/** A stretch of a text; with a kind where it speaks for the diagnosis. */
export interface Stretch {
  readonly text: string;
  readonly kind: Highlight['kind'] | null;
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly kind: Highlight['kind'];
}

/** A quote of a long line is cut, and says so with an ellipsis that the text does not hold. */
function bare(quote: string): string {
  return quote.replace(/^…|…$/g, '');
}

function rangesIn(text: string, { kind, quote }: Highlight): Range[] {
  const sought = bare(quote);
  const start = sought === '' ? -1 : text.indexOf(sought);
  return start < 0 ? [] : [{ start, end: start + sought.length, kind }];
}

/** The text in stretches, evidence apart from the rest; where two quotes overlap, the first one in the text holds. */
export function highlight(text: string, evidence: readonly Highlight[]): Stretch[] {
  const ranges = evidence
    .flatMap((each) => rangesIn(text, each))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const stretches: Stretch[] = [];
  let at = 0;
  for (const { start, end, kind } of ranges) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    if (from > at) stretches.push({ text: text.slice(at, from), kind: null });
    stretches.push({ text: text.slice(from, end), kind });
    at = end;
  }
  if (at < text.length) stretches.push({ text: text.slice(at), kind: null });
  return stretches;
}

/** The lines of `text` that hold evidence, in their order, at most so many. */
export function evidenceLines(
  text: string,
  evidence: readonly Highlight[],
  most: number,
): string[] {
  const starts = evidence.flatMap((each) => rangesIn(text, each)).map(({ start }) => start);
  const lines = starts
    .map((start) => text.lastIndexOf('\n', start - 1) + 1)
    .sort((a, b) => a - b)
    .map((start) => text.slice(start, (text.indexOf('\n', start) + 1 || text.length + 1) - 1));
  return [...new Set(lines)].slice(0, most);
}
