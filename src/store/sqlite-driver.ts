import type { DatabaseSync } from 'node:sqlite';
import {
  SelectQueryNode,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import { endOfPatience, patiently } from './sqlite-patience.ts';
import { Statements } from './sqlite-statements.ts';
import { Turns } from './turns.ts';

/** One handle reads, the other writes; so what waits to write holds up no reader. */
interface Handles {
  readonly reader: Statements;
  readonly writer: Statements;
  readonly turns: Turns;
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
    if (this.#release) return patiently(() => writer.execute(query));
    if (SelectQueryNode.is(query.query)) return patiently(() => reader.execute(query));
    const end = endOfPatience();
    const release = await turns.take();
    try {
      return await patiently(() => writer.execute(query), end);
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
        writer.database.exec('begin immediate');
      }, end);
    } catch (error) {
      release();
      throw error;
    }
    this.#release = release;
  }

  async commit(): Promise<void> {
    await patiently(() => {
      this.#handles.writer.database.exec('commit');
    });
    this.#end();
  }

  rollback(): void {
    const { database } = this.#handles.writer;
    try {
      // After some errors, a full disk for one, SQLite has done so by itself.
      if (database.isTransaction) database.exec('rollback');
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
    const writer = new Statements(await patiently(this.#open));
    const reader = new Statements(await patiently(this.#open));
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
    this.#handles?.reader.database.close();
    this.#handles?.writer.database.close();
    return Promise.resolve();
  }
}
