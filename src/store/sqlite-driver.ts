import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  SelectQueryNode,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import { endOfPatience, patiently } from './sqlite-patience.ts';
import { Turns } from './turns.ts';

/** One handle reads, the other writes; so what waits to write holds up no reader. */
interface Handles {
  readonly reader: DatabaseSync;
  readonly writer: DatabaseSync;
  readonly turns: Turns;
}

function execute<R>(database: DatabaseSync, { sql, parameters }: CompiledQuery): QueryResult<R> {
  const statement = database.prepare(sql);
  const values = parameters as SQLInputValue[];
  if (statement.columns().length > 0) return { rows: statement.all(...values) as R[] };
  const { changes, lastInsertRowid } = statement.run(...values);
  return { numAffectedRows: BigInt(changes), insertId: BigInt(lastInsertRowid), rows: [] };
}

class Connection implements DatabaseConnection {
  readonly #handles: Handles;
  /** Ends the turn of the transaction at hand. */
  #release: (() => void) | null = null;

  constructor(handles: Handles) {
    this.#handles = handles;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer, turns } = this.#handles;
    if (this.#release) return patiently(() => execute(writer, query));
    if (SelectQueryNode.is(query.query)) return patiently(() => execute(reader, query));
    const end = endOfPatience();
    const release = await turns.take();
    try {
      return await patiently(() => execute(writer, query), end);
    } finally {
      release();
    }
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery(query);
  }

  /**
   * Takes the write lock at once: a transaction that reads before it writes would fail where another process writes in
   * between.
   */
  async begin(): Promise<void> {
    const { writer, turns } = this.#handles;
    const end = endOfPatience();
    const release = await turns.take();
    try {
      await patiently(() => {
        writer.exec('begin immediate');
      }, end);
    } catch (error) {
      release();
      throw error;
    }
    this.#release = release;
  }

  async commit(): Promise<void> {
    await patiently(() => {
      this.#handles.writer.exec('commit');
    });
    this.#end();
  }

  rollback(): void {
    const { writer } = this.#handles;
    try {
      // After some errors, a full disk for one, SQLite has done so by itself.
      if (writer.isTransaction) writer.exec('rollback');
    } finally {
      this.#end();
    }
  }

  #end(): void {
    this.#release?.();
    this.#release = null;
  }
}

/** Runs Kysely's queries on node:sqlite; waits for other processes without holding up this one. */
export class SqliteDriver implements Driver {
  readonly #open: () => DatabaseSync;
  #handles: Handles | null = null;

  constructor(open: () => DatabaseSync) {
    this.#open = open;
  }

  async init(): Promise<void> {
    const writer = await patiently(this.#open);
    const reader = await patiently(this.#open);
    this.#handles = { reader, writer, turns: new Turns() };
  }

  acquireConnection(): Promise<Connection> {
    if (!this.#handles) return Promise.reject(new Error('the database is not open'));
    return Promise.resolve(new Connection(this.#handles));
  }

  async beginTransaction(connection: Connection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.commit();
  }

  rollbackTransaction(connection: Connection): Promise<void> {
    connection.rollback();
    return Promise.resolve();
  }

  releaseConnection(): Promise<void> {
    return Promise.resolve();
  }

  destroy(): Promise<void> {
    this.#handles?.reader.close();
    this.#handles?.writer.close();
    return Promise.resolve();
  }
}
