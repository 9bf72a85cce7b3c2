/** What can stand in the place of a secret, beside the numbered tokens. */
export type SecretMark =
  | '‹token›'
  | '‹secret›'
  | '‹auth-code›'
  | '‹password›'
  | '‹cookie›'
  | '‹user›'
  | '‹mail›'
  | '‹phone›'
  | '‹id-number›';

/** A mark of ours, as a pattern: what else stands between such signs was written by somebody else. */
export const MARK_PATTERN =
  '‹(?:jwt:\\d{1,6}|token|secret|auth-code|password|cookie|user|mail|phone|id-number)›';

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
