import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import type { Config } from '../../config.ts';
import { chooseDiagnosis } from '../../diagnosis/choose.ts';
import { reportOf, type Report } from '../../diagnosis/report.ts';
import { UsageError } from '../../errors.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import { openPacks } from '../../knowledge/packs.ts';
import type { Language } from '../../knowledge/schema.ts';
import type { Terminal } from './terminal.ts';

type Packs = readonly [Knowledge, ...Knowledge[]];

/** What was asked on the command line. */
export interface DiagnoseOptions {
  readonly texts: readonly string[];
  readonly file?: string;
  readonly json: boolean;
  readonly ndjson: boolean;
  readonly language?: Language;
}

/** Bytes read from a file at a time. */
const CHUNK = 256 * 1024;
/** Command-line arguments are never longer; a line of NDJSON may be. */
const LONGEST_LINE = 4 * 1024 * 1024;

async function excerptOf(chunks: Readable, packs: Packs): Promise<string> {
  const { readExcerpt } = await import('../../diagnosis/excerpt.ts');
  const { text } = await readExcerpt(chunks, packs[0]);
  return text;
}

async function textOf(
  { texts, file }: DiagnoseOptions,
  packs: Packs,
  { input }: Terminal,
): Promise<string> {
  if (file !== undefined) {
    try {
      return await excerptOf(createReadStream(file, { highWaterMark: CHUNK }), packs);
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      throw new UsageError(
        'unreadable-file',
        `cannot read ${file}: ${error.message}`,
        'name a text file',
      );
    }
  }
  return texts.length > 0 ? texts.join(' ') : excerptOf(input, packs);
}

function mustHoldText(text: string): void {
  if (text.trim() === '')
    throw new UsageError(
      'empty-input',
      'there is no text to diagnose',
      'give it as an argument, on standard input or with --file',
    );
}

function contextOf(
  { language }: DiagnoseOptions,
  now: number,
): { now: number; language?: Language } {
  return { now, ...(language ? { language } : {}) };
}

interface LineError {
  readonly id: null;
  readonly error: { readonly code: string; readonly message: string; readonly remedy: string };
}

function badLine(message: string): LineError {
  return {
    id: null,
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
  if (typeof id !== 'string' && typeof id !== 'number')
    return badLine('"id" must be a string or a number');
  return typeof text === 'string' ? { id, text } : badLine('"text" must be a string');
}

/** The lines of a stream; one that is too long to be kept is cut, and then refused as too long. */
async function* linesOf(input: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of input as AsyncIterable<Uint8Array>) {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = (lines.pop() ?? '').slice(0, LONGEST_LINE + 1);
    yield* lines;
  }
  yield rest + decoder.decode();
}

async function diagnoseLines(
  options: DiagnoseOptions,
  packs: Packs,
  terminal: Terminal,
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
      const { diagnosis } = chooseDiagnosis(read.text, packs, contextOf(options, now));
      answer = { id: read.id, ...reportOf(diagnosis, now) };
    }
    await terminal.write(`${JSON.stringify(answer)}\n`);
  }
  return exit;
}

/** `login-doctor diagnose`; returns the exit status. */
export async function runDiagnose(
  options: DiagnoseOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const packs = await openPacks(config.knowledgeDir);
  if (options.ndjson) return diagnoseLines(options, packs, terminal);
  const text = await textOf(options, packs, terminal);
  mustHoldText(text);
  const now = Date.now();
  const { diagnosis, knowledge } = chooseDiagnosis(text, packs, contextOf(options, now));
  if (options.json) await terminal.write(`${JSON.stringify(reportOf(diagnosis, now), null, 2)}\n`);
  else {
    const { presentWhole } = await import('../../conversation/summary.ts');
    const { render } = await import('./render.ts');
    await terminal.write(`${render(presentWhole(diagnosis, knowledge), terminal.style)}\n`);
  }
  return 0;
}
