import type { DatabaseSync } from 'node:sqlite';
import {
  SelectQueryNode,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import { patiently } from './sqlite-patience.ts';
import { Statements } from './sqlite-statements.ts';
import { Writer } from './sqlite-writer.ts';

/** One handle reads, the other writes; so what waits to write holds up no reader. */
interface Handles {
  readonly reader: Statements;
  readonly writer: Writer;
}

class Connection implements DatabaseConnection {
  readonly #handles: Handles;
  /** Ends the turn of the transaction at hand. */
  #release: (() => void) | null = null;

  constructor(handles: Handles) {
    this.#handles = handles;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const { reader, writer } = this.#handles;
    if (this.#release) return writer.execute(query);
    if (SelectQueryNode.is(query.query)) return patiently(() => reader.execute(query));
    return writer.alone(query);
  }

  async *streamQuery<R>(query: CompiledQuery): AsyncIterableIterator<QueryResult<R>> {
    yield await this.executeQuery(query);
  }

  async begin(): Promise<void> {
    this.#release = await this.#handles.writer.begin();
  }

  async commit(): Promise<void> {
    const release = this.#ended();
    if (release) await this.#handles.writer.commit(release);
  }

  /** Also called after a commit that failed; then there is nothing left to undo. */
  rollback(): void {
    const release = this.#ended();
    if (release) this.#handles.writer.rollback(release);
  }

  #ended(): (() => void) | null {
    const release = this.#release;
    this.#release = null;
    return release;
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
    const writer = new Writer(new Statements(await patiently(this.#open)));
    const reader = new Statements(await patiently(this.#open));
    this.#handles = { reader, writer };
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

  async destroy(): Promise<void> {
    if (!this.#handles) return;
    const { reader, writer } = this.#handles;
    await writer.close();
    reader.database.close();
  }
}
