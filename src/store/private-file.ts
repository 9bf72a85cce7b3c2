import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Makes the folder and those above it, one by one: `recursive` never ends where the system refuses, as in /proc. */
function makeFolder(path: string): void {
  if (isFolder(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    // Another process may have made it in between.
    if (!isFolder(path)) throw error;
  }
}

/**
 * Makes the database file `path` where it is missing, and takes it and what SQLite keeps beside it from everybody else.
 * @throws where this account cannot read and write it.
 */
export function privateFile(path: string): void {
  makeFolder(dirname(path));
  closeSync(openSync(path, 'a+', 0o600));
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    if (existsSync(file) && statSync(file).uid === process.geteuid?.()) chmodSync(file, 0o600);
}
