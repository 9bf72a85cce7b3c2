import { execFile } from 'node:child_process';
import { chmod, copyFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { unsignWindows } from './unsign-windows.ts';

/** Node's own names of what it looks for in itself (single executable applications, "Building"). */
export const RESOURCE = 'NODE_SEA_BLOB';
export const SEGMENT = 'NODE_SEA';
export const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';

const POSTJECT = createRequire(import.meta.url).resolve('postject/dist/cli.js');

/** Writes the Node at `runtime` with the blob (a file too) inside to `executable`. */
export async function injectBlob(runtime: string, blob: string, executable: string): Promise<void> {
  await copyFile(runtime, executable);
  await chmod(executable, 0o755);
  await unsignWindows(executable);
  const names = ['--sentinel-fuse', FUSE, '--macho-segment-name', SEGMENT];
  // A process of its own, because it prints warnings of names of sections that are none.
  await promisify(execFile)(process.execPath, [POSTJECT, executable, RESOURCE, blob, ...names]);
}
