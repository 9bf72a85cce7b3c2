import {
  closeSync,
  constants,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { z } from 'zod';
import { makeFolder } from '../../make-folder.ts';

/** Each write is on disk when it returns; Node's permission model refuses `fsync` by itself. On Windows O_SYNC is undefined, which here is 0. */
const DURABLY = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_SYNC;

/** Where a file is written before it takes its place; a crash may leave it there. */
export function unfinished(path: string): string {
  return `${path}.new`;
}

/** Keeps a value in a file of this account alone. Whatever happens meanwhile, the file holds the old value or the new one. */
export function keepInFile(path: string, value: unknown): void {
  makeFolder(dirname(path));
  // Whatever lies there may be a leftover, or somebody else's, or lead elsewhere.
  rmSync(unfinished(path), { force: true });
  const file = openSync(unfinished(path), DURABLY, 0o600);
  try {
    // Not writeSync, which says nothing where a disk takes only the first half.
    writeFileSync(file, JSON.stringify(value));
  } finally {
    closeSync(file);
  }
  renameSync(unfinished(path), path);
}

/** What such a file holds; null where there is none, or none that can be understood. */
export function readKeptFile<T>(path: string, schema: z.ZodType<T>): T | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return null;
  }
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Removes a file, or a folder with what is in it. */
export function forgetFile(path: string): void {
  rmSync(path, { force: true, recursive: true });
}
