import { constants } from 'node:fs';
import { open, realpath, type FileHandle } from 'node:fs/promises';
import { recogniseEncoding } from '../diagnosis/encoding.ts';
import { StreamRedactor } from '../diagnosis/redact-stream.ts';
import { redact } from '../diagnosis/redact.ts';
import { asLine } from './line.ts';
import type { LogFile } from './log-files.ts';

/** Read of one file, in bytes. */
export const MOST_BYTES = 64 * 1024 * 1024;
const CHUNK = 64 * 1024;
/** Neither a link that has taken the file's place is followed, nor a pipe waited for; Windows has neither flag. */
const FLAGS =
  constants.O_RDONLY |
  ((constants.O_NOFOLLOW as number | undefined) ?? 0) |
  ((constants.O_NONBLOCK as number | undefined) ?? 0);

function leftOut(why: string): string {
  return `… (left out: ${why})\n`;
}

/** The file that was found, opened; null where another one has taken its place or a folder above it was moved. */
async function openFound({ path, inode }: LogFile): Promise<FileHandle | null> {
  const handle = await open(path, FLAGS);
  try {
    const stats = await handle.stat();
    if (stats.isFile() && stats.ino === inode && (await realpath(path)) === path) return handle;
  } catch {
    // It has vanished meanwhile.
  }
  await handle.close();
  return null;
}

async function* textOf(handle: FileHandle, mostBytes: number): AsyncGenerator<string> {
  const redactor = new StreamRedactor();
  const buffer = Buffer.alloc(CHUNK);
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  for (let allowed = mostBytes; allowed >= 0;) {
    // One byte more than is allowed shows whether there is more.
    const { bytesRead } = await handle.read(buffer, 0, Math.min(CHUNK, allowed + 1), null);
    if (bytesRead === 0) {
      const last = redactor.add(decoder?.decode() ?? '') + redactor.finish();
      yield last === '' || last.endsWith('\n') ? last : `${last}\n`;
      return;
    }
    const chunk = buffer.subarray(0, Math.min(bytesRead, allowed));
    allowed -= bytesRead;
    if (!decoder) {
      const recognised = recogniseEncoding(chunk);
      if ('binary' in recognised) {
        yield leftOut(`it is ${recognised.binary}, not text`);
        return;
      }
      decoder = new TextDecoder(recognised.encoding);
    }
    yield redactor.add(decoder.decode(chunk, { stream: true }));
  }
  yield redactor.finish(false) + leftOut(`what follows the first ${mostBytes} bytes`);
}

/**
 * The text of a log that may leave the machine: a line about the file, then its lines, redacted. Of what cannot be
 * read, is no text, or goes beyond `mostBytes`, a line says so. Never throws.
 */
export async function* redactedLog(
  file: LogFile,
  mostBytes = MOST_BYTES,
): AsyncGenerator<string, void, undefined> {
  const { name, bytes, modified } = file;
  yield redact(`===== ${asLine(name)} (${bytes} bytes, ${modified.toISOString()}) =====\n`).text;
  let handle: FileHandle | null = null;
  try {
    handle = await openFound(file);
    if (handle) yield* textOf(handle, mostBytes);
    else yield leftOut('another file has taken its place');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    yield leftOut(`it cannot be read, ${code}`);
  } finally {
    await handle?.close().catch(() => undefined);
  }
}
