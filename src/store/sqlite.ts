import { DatabaseSync } from 'node:sqlite';
import {
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type Dialect,
  type Kysely,
} from 'kysely';
import { privateFile } from './private-file.ts';
import { SameFile } from './same-file.ts';
import { SqliteDriver } from './sqlite-driver.ts';

/** Migrations run in a transaction, which also holds off other processes that start at the same time. */
class Adapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }

  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * SQLite in the file `path`, made with its folder where it is missing. What is committed survives a loss of power.
 * `onGone` is told when somebody has deleted or replaced the file, or the log beside it.
 */
export function sqliteDialect(path: string, onGone: (error: Error) => void): Dialect {
  const open = (): DatabaseSync => {
    privateFile(path);
    const database = new DatabaseSync(path, { timeout: 0 });
    database.exec('pragma journal_mode = wal; pragma synchronous = full');
    // With the first reading, its log is there, which is watched as well.
    database.exec('pragma schema_version');
    return database;
  };
  return {
    createDriver: () => new SqliteDriver(open, () => new SameFile(path, onGone)),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => new Adapter(),
    createIntrospector: (db: Kysely<unknown>) => new SqliteIntrospector(db),
  };
}
