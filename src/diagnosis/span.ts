/** A piece of a text that a mark takes the place of. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly mark: string;
}

/** `text` with its marks in place of the spans, which stand in order and do not overlap. */
export function replaceSpans(text: string, spans: readonly Span[]): string {
  let out = '';
  let from = 0;
  for (const { start, end, mark } of spans) {
    out += text.slice(from, start) + mark;
    from = end;
  }
  return out + text.slice(from);
}
