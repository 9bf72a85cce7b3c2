import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { LogFile } from './log-files.ts';
import { MOST_BYTES, redactedLog } from './log-text.ts';

export interface PackOptions {
  readonly signal?: AbortSignal;
  /** Read of each file at most, in bytes. */
  readonly mostBytes?: number;
  /** Read of all files at most, in bytes. */
  readonly mostBytesInAll?: number;
}

/** Of so much, redacting takes about a minute. */
const MOST_BYTES_IN_ALL = 256 * 1024 * 1024;

/** How much is read of each file, in bytes; the last ones, which tell most of a failure, come first. */
function allowances(
  files: readonly LogFile[],
  { mostBytes = MOST_BYTES, mostBytesInAll = MOST_BYTES_IN_ALL }: PackOptions,
): number[] {
  let left = mostBytesInAll;
  return files
    .toReversed()
    .map(({ bytes }) => {
      const allowed = Math.min(mostBytes, left);
      left -= Math.min(bytes, allowed);
      return allowed;
    })
    .reverse();
}

async function* textOf(files: readonly LogFile[], options: PackOptions): AsyncGenerator<string> {
  const allowed = allowances(files, options);
  for (const [at, file] of files.entries()) yield* redactedLog(file, allowed[at]);
}

/**
 * Writes the redacted text of the logs into `into`, as one gzip stream, in bounded memory. Only for logs that the
 * person has agreed to hand over.
 * @throws what `into` fails with, or the reason of `signal`.
 */
export async function packLogs(
  files: readonly LogFile[],
  into: Writable,
  options: PackOptions = {},
): Promise<void> {
  const { signal } = options;
  const text = Readable.from(textOf(files, options), { objectMode: false });
  await pipeline(text, createGzip(), into, signal ? { signal } : {});
}
