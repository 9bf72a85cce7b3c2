import { chmodSync, closeSync, existsSync, openSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.ts';

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
