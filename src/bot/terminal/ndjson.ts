import { chooseDiagnosis } from '../../diagnosis/choose.ts';
import { reportOf, type Report } from '../../diagnosis/report.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import type { Terminal } from './terminal.ts';

/** In characters; longer than any paste. */
const LONGEST_LINE = 4 * 1024 * 1024;

interface LineError {
  /** That of the line, where it has one. */
  readonly id: string | number | null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
}

function badLine(message: string, id: LineError['id'] = null): LineError {
  return {
    id,
    error: {
      code: 'bad-line',
      message,
      remedy: 'write one object a line: {"id": "1", "text": "what was pasted"}',
    },
  };
}

function readLine(
  line: string,
): { readonly id: string | number; readonly text: string } | LineError {
  if (line.length > LONGEST_LINE)
    return badLine(`the line is longer than ${LONGEST_LINE} characters`);
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return badLine('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null) return badLine('the line is not a JSON object');
  const { id, text } = value as { id?: unknown; text?: unknown };
  if (typeof id !== 'string' && !Number.isSafeInteger(id))
    return badLine('"id" must be a string or a whole number');
  const known = id as string | number;
  return typeof text === 'string' ? { id: known, text } : badLine('"text" must be a string', known);
}

/** The lines of a stream; one that is too long to be kept is cut, and then refused as too long. */
async function* linesOf(input: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let line = '';
  for await (const chunk of input) {
    const pieces = decoder.decode(chunk, { stream: true }).split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      yield line + piece;
      line = '';
    }
    if (line.length <= LONGEST_LINE) line += last;
  }
  yield line + decoder.decode();
}

/**
 * `login-doctor diagnose --ndjson`: one object a line in, one report a line out, each under the id of its line.
 * Returns the exit status: 2 where a line could not be read, which is answered by an error in its place.
 */
export async function diagnoseLines(
  terminal: Terminal,
  packs: readonly [Knowledge, ...Knowledge[]],
  language: Language | undefined,
): Promise<number> {
  let exit = 0;
  for await (const line of linesOf(terminal.input)) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    let answer: LineError | ({ id: string | number } & Report);
    if ('error' in read) {
      answer = read;
      exit = 2;
    } else {
      const now = Date.now();
      const { diagnosis } = chooseDiagnosis(read.text, packs, { now, language });
      answer = { id: read.id, ...reportOf(diagnosis, now) };
    }
    await terminal.write(`${JSON.stringify(answer)}\n`);
  }
  return exit;
}
