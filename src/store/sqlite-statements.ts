import type { DatabaseSync, SQLInputValue, StatementSync } from 'node:sqlite';
import type { CompiledQuery, QueryResult } from 'kysely';

interface Kept {
  readonly statement: StatementSync;
  readonly answersRows: boolean;
}

/** A list of ids of another length is another statement; the ones that are asked again and again stay. */
const MOST_KEPT = 200;

/**
 * One handle of a database, and the statements that it has compiled: compiling one takes longer than most take to run,
 * and each that is thrown away holds memory until the garbage is collected.
 */
export class Statements {
  readonly database: DatabaseSync;
  /** By their text, least recently used first. */
  readonly #kept = new Map<string, Kept>();

  constructor(database: DatabaseSync) {
    this.database = database;
  }

  execute<R>({ sql, parameters }: CompiledQuery): QueryResult<R> {
    const { statement, answersRows } = this.#statementOf(sql);
    const values = parameters as SQLInputValue[];
    if (answersRows) return { rows: statement.all(...values) as R[] };
    const { changes, lastInsertRowid } = statement.run(...values);
    return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
  }

  /** A statement without parameters, and without an answer. */
  run(sql: string): void {
    this.#statementOf(sql).statement.run();
  }

  #statementOf(sql: string): Kept {
    let kept = this.#kept.get(sql);
    if (kept) this.#kept.delete(sql);
    else {
      const statement = this.database.prepare(sql);
      kept = { statement, answersRows: statement.columns().length > 0 };
    }
    this.#kept.set(sql, kept);
    if (this.#kept.size > MOST_KEPT) {
      const [oldest = ''] = this.#kept.keys();
      this.#kept.delete(oldest);
    }
    return kept;
  }
}
