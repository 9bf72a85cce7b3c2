import type { DatabaseSync } from 'node:sqlite';
import {
  SelectQueryNode,
  type CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
} from 'kysely';
import type { SameFile } from './same-file.ts';
import { patiently } from './sqlite-patience.ts';
import { Statements } from './sqlite-statements.ts';
import { Writer } from './sqlite-writer.ts';

/** One handle reads, the other writes; so what waits to write holds up no reader. */
interface Handles {
  readonly reader: Statements;
  readonly writer: Writer;
  readonly file: SameFile;
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
  async rollback(): Promise<void> {
    const release = this.#ended();
    if (release) await this.#handles.writer.rollback(release);
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
  readonly #watch: () => SameFile;
  #handles: Handles | null = null;

  /** `watch` is called when the file has been opened. */
  constructor(open: () => DatabaseSync, watch: () => SameFile) {
    this.#open = open;
    this.#watch = watch;
  }

  async init(): Promise<void> {
    const statements = new Statements(await patiently(this.#open));
    const file = this.#watch();
    const reader = new Statements(await patiently(this.#open));
    this.#handles = { reader, writer: new Writer(statements, file), file };
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- whatever is thrown here rejects
  async acquireConnection(): Promise<Connection> {
    if (!this.#handles) throw new Error('the database is not open');
    this.#handles.file.check();
    return new Connection(this.#handles);
  }

  async beginTransaction(connection: Connection): Promise<void> {
    await connection.begin();
  }

  async commitTransaction(connection: Connection): Promise<void> {
    await connection.commit();
  }

  async rollbackTransaction(connection: Connection): Promise<void> {
    await connection.rollback();
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
