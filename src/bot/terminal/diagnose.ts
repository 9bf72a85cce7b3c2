import { closeSync, openSync, readSync } from 'node:fs';
import type { Config } from '../../config.ts';
import { chooseDiagnosis } from '../../diagnosis/choose.ts';
import type { Chunks, Excerpt } from '../../diagnosis/excerpt.ts';
import { reportOf } from '../../diagnosis/report.ts';
import { UsageError } from '../../errors.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import { openPacks } from '../../knowledge/packs.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { diagnoseLines } from './ndjson.ts';
import type { Terminal } from './terminal.ts';

type Packs = readonly [Knowledge, ...Knowledge[]];

/** What was asked on the command line. */
export interface DiagnoseOptions {
  readonly texts: readonly string[];
  readonly file?: string;
  readonly json: boolean;
  readonly ndjson: boolean;
  readonly language?: Language | undefined;
}

/** Bytes read from a file at a time. */
const CHUNK = 512 * 1024;

/** A file in pieces, all in the same buffer: twice as fast as a stream, which allocates each anew. */
function* chunksOf(file: string): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(CHUNK);
    for (let read = readSync(handle, buffer); read > 0; read = readSync(handle, buffer))
      yield buffer.subarray(0, read);
  } finally {
    closeSync(handle);
  }
}

async function excerptOf(chunks: Chunks, packs: Packs): Promise<Excerpt> {
  const { readExcerpt } = await import('../../diagnosis/excerpt.ts');
  return readExcerpt(chunks, packs);
}

async function textOf(
  { texts, file }: DiagnoseOptions,
  packs: Packs,
  { input }: Terminal,
): Promise<Pick<Excerpt, 'text' | 'whole'>> {
  if (file !== undefined) {
    try {
      return await excerptOf(chunksOf(file), packs);
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      throw new UsageError(
        'unreadable-file',
        `cannot read ${file}: ${error.message}`,
        'name a text file',
      );
    }
  }
  return texts.length > 0 ? { text: texts.join(' '), whole: true } : excerptOf(input, packs);
}

function mustHoldText(text: string): void {
  if (text.trim() === '')
    throw new UsageError(
      'empty-input',
      'there is no text to diagnose',
      'give it as an argument, on standard input or with --file',
    );
}

/** `login-doctor diagnose`; returns the exit status. */
export async function runDiagnose(
  options: DiagnoseOptions,
  config: Config,
  terminal: Terminal,
): Promise<number> {
  const packs = await openPacks(config.knowledgeDir);
  if (options.ndjson) return diagnoseLines(terminal, packs, options.language);
  const { text, whole } = await textOf(options, packs, terminal);
  mustHoldText(text);
  const now = Date.now();
  const { diagnosis, knowledge } = chooseDiagnosis(text, packs, {
    now,
    language: options.language,
    numbered: whole,
  });
  if (options.json) await terminal.write(`${JSON.stringify(reportOf(diagnosis, now), null, 2)}\n`);
  else {
    const { presentWhole } = await import('../../conversation/summary.ts');
    const { render } = await import('./render.ts');
    await terminal.write(`${render(presentWhole(diagnosis, knowledge), terminal.style)}\n`);
  }
  return 0;
}
