import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { SqliteDialect, type SqliteDatabase } from 'kysely';

const BUSY_TIMEOUT_MS = 5000;

/**
 * Kysely begins transactions with `begin`; one that reads before it writes then fails at once when another process
 * writes (SQLITE_BUSY, whatever the timeout). Taking the write lock at the beginning makes it wait instead.
 */
function withWriteLock(sql: string): string {
  return sql === 'begin' ? 'begin immediate' : sql;
}

/** node:sqlite in the shape that Kysely's dialect expects. */
function adapt(database: DatabaseSync): SqliteDatabase {
  return {
    prepare(sql) {
      const statement = database.prepare(withWriteLock(sql));
      const values = (parameters: readonly unknown[]): SQLInputValue[] =>
        parameters as SQLInputValue[];
      return {
        reader: statement.columns().length > 0,
        all: (parameters) => statement.all(...values(parameters)),
        run: (parameters) => statement.run(...values(parameters)),
        iterate: (parameters) =>
          statement.iterate(...values(parameters)) as IterableIterator<unknown>,
      };
    },
    close: () => {
      database.close();
    },
  };
}

/** SQLite in the file `path`, made with its folder where it is missing. What is committed survives a loss of power. */
export function sqliteDialect(path: string): SqliteDialect {
  return new SqliteDialect({
    database: () => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
      database.exec('pragma journal_mode = wal; pragma synchronous = full');
      return Promise.resolve(adapt(database));
    },
  });
}
