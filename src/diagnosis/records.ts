/**
 * Cuts a text into records: what belongs together. A line that starts with a time starts a record of a log and the
 * lines without one continue it; elsewhere a blank line ends a record. Inside of braces nothing ends one, so that JSON
 * over many lines stays whole.
 */
export interface Record {
  readonly start: number;
  readonly end: number;
  /** The time at the record's head as it is written, or null where it has none. */
  readonly time: string | null;
}

/** A line of a text, and the record it belongs to. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly record: number;
}

export interface Layout {
  readonly records: readonly Record[];
  readonly lines: readonly Line[];
}

const CLOCK = String.raw`\d{1,2}:\d{2}:\d{2}(?:[.,]\d{1,9})?(?:Z|[+-]\d{2}:?\d{2})?`;
const DATE = String.raw`(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/]\d{1,2}(?:[-/]\d{2,4})?|[A-Z][a-z]{2} {1,2}\d{1,2})`;
const HEAD_TIME = new RegExp(String.raw`^[\s\[(<"]{0,4}((?:${DATE}[T ]{1,2})?${CLOCK})`);

/** Braces that are still open after this many lines are taken for a slip, not for JSON. */
const LONGEST_JSON_LINES = 200;

function openBraces(line: string): number {
  let open = 0;
  for (const brace of line.match(/[{}]/g) ?? []) open += brace === '{' ? 1 : -1;
  return open;
}

/** The layout of `text`; linear in its length. */
export function layOut(text: string): Layout {
  const records: { start: number; end: number; time: string | null }[] = [];
  const lines: Line[] = [];
  let open = false;
  let braces = 0;
  let braceLines = 0;
  for (let start = 0; start <= text.length;) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const line = text.slice(start, end);
    const time = HEAD_TIME.exec(line.slice(0, 64))?.[1] ?? null;
    const inBraces = braces > 0 && braceLines < LONGEST_JSON_LINES;
    if (time !== null || !open || (!inBraces && line.trim() === '')) {
      records.push({ start, end, time });
      braces = 0;
      braceLines = 0;
    }
    open = inBraces || line.trim() !== '';
    const record = records.at(-1);
    if (record) record.end = end;
    lines.push({ start, end, record: records.length - 1 });
    braces = Math.max(0, braces + openBraces(line));
    braceLines = braces > 0 ? braceLines + 1 : 0;
    start = end + 1;
  }
  return { records, lines };
}

/** The line that holds `offset`, by binary search. */
export function lineAt(layout: Layout, offset: number): Line {
  let low = 0;
  let high = layout.lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    const line = layout.lines[middle];
    if (line && line.start <= offset) low = middle;
    else high = middle - 1;
  }
  return layout.lines[low] ?? { start: 0, end: 0, record: 0 };
}
