import {
  accessSync,
  chmodSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.ts';

/**
 * Makes the database file `path` where it is missing, and takes it and what SQLite keeps beside it from everybody else.
 * One that is there is never opened: a process that closes any handle of a file loses every lock that it has on it
 * (https://sqlite.org/howtocorrupt.html#_posix_advisory_locks_canceled_by_a_separate_thread_doing_close_).
 * @throws where this account cannot read and write it.
 */
export function privateFile(path: string): void {
  makeFolder(dirname(path));
  if (!existsSync(path) || statSync(path).isDirectory()) closeSync(openSync(path, 'a', 0o600));
  accessSync(path, constants.R_OK | constants.W_OK);
  for (const file of [path, `${path}-wal`, `${path}-shm`])
    if (existsSync(file) && statSync(file).uid === process.geteuid?.()) chmodSync(file, 0o600);
}
