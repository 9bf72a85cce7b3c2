import { UsageError } from '../errors.ts';
import { StoreUnavailable } from './unavailable.ts';

/** What the operating system's errors mean for the folder of the database. */
const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file, or lies below one',
  ENOTDIR: 'it is a file, or lies below one',
  EISDIR: 'there is a folder in the place of the database file',
  EACCES: 'this account may not read and write there',
  EPERM: 'this account may not read and write there',
  EROFS: 'it can only be read',
  ENOENT: 'no folder can be made there',
  ENOSPC: 'there is no room left',
};
const WRITABLE = 'name a folder that this account can write in';
/** SQLite's result codes CORRUPT and NOTADB (https://sqlite.org/rescode.html). */
const DAMAGED = new Set([11, 26]);

function fieldOf(error: unknown, name: 'code' | 'errcode'): unknown {
  return error instanceof Error && name in error
    ? (error as Error & Record<typeof name, unknown>)[name]
    : undefined;
}

/** What the error says; where several addresses were tried, what the first one said. */
function messageOf(error: unknown): string {
  if (error instanceof StoreUnavailable) return messageOf(error.cause);
  if (error instanceof AggregateError && error.message === '') return messageOf(error.errors[0]);
  return error instanceof Error ? error.message : String(error);
}

/** Why the SQLite file in `dataDir` could not be opened, for the person who started the program. */
export function folderFailure(dataDir: string, error: unknown): UsageError {
  const refuse = (reason: string, remedy: string): UsageError =>
    new UsageError('cannot-open-store', `DATA_DIR="${dataDir}": ${reason}`, remedy);
  if (DAMAGED.has(Number(fieldOf(error, 'errcode')) & 0xff))
    return refuse(
      'login-doctor.sqlite there is damaged, or no SQLite database',
      'move it away, or put a good copy in its place',
    );
  if (error instanceof StoreUnavailable && error.code === 'busy')
    return refuse('another process holds the database', 'stop that one, or name another folder');
  return refuse(REASONS[String(fieldOf(error, 'code'))] ?? messageOf(error), WRITABLE);
}

/** Why PostgreSQL could not be opened; its address is a secret. */
export function serverFailure(error: unknown): UsageError {
  return new UsageError(
    'cannot-open-store',
    `DATABASE_URL: PostgreSQL cannot be used: ${messageOf(error)}`,
    'start it, or mend DATABASE_URL in the environment or in .env',
  );
}
