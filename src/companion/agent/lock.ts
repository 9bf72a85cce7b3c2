import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { UsageError } from '../../errors.ts';
import { privateFile } from '../../store/private-file.ts';

export const LOCK_FILE = 'running.sqlite';

/**
 * Takes the folder for this process, and returns what gives it back. The lock is one of the system's, which ends with the
 * process, however that ends: SQLite takes it on a file that nothing is ever written to.
 * @throws {UsageError} where another process has it, or where it cannot be written to.
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, LOCK_FILE);
  let lock: DatabaseSync | null = null;
  try {
    privateFile(path);
    lock = new DatabaseSync(path, { timeout: 0 });
    lock.exec('begin exclusive');
  } catch (error) {
    lock?.close();
    const isTaken = error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;
    throw isTaken
      ? new UsageError(
          'already-running',
          'the companion runs already on this machine',
          'use that one, or end it first',
        )
      : new UsageError(
          'unwritable-folder',
          `cannot write in ${folder}: ${error instanceof Error ? error.message : ''}`,
          'set COMPANION_DIR to a folder that can be written to',
        );
  }
  const taken = lock;
  return () => {
    taken.close();
  };
}

/** https://sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;
