import type { CompiledQuery, QueryResult } from 'kysely';
import type { SameFile } from './same-file.ts';
import { endOfPatience, patiently } from './sqlite-patience.ts';
import type { Statements } from './sqlite-statements.ts';
import { Turns } from './turns.ts';

/** Ends a turn. */
type Release = () => void;

/**
 * The one handle that writes. Transactions have their turns, and those that come while the process is at the same round
 * of its events reach the disk together: each is a part (a savepoint, https://sqlite.org/lang_savepoint.html) of one
 * transaction of SQLite, and none counts as committed before that is on disk. So a rush waits for the disk once.
 */
export class Writer {
  readonly #statements: Statements;
  readonly #file: SameFile;
  readonly #turns = new Turns();
  /** Settles when what was written since its beginning is on disk, or lost. */
  #together: PromiseWithResolvers<undefined> | null = null;
  /** Why what was written last was lost. */
  #lostBy: unknown = null;

  constructor(statements: Statements, file: SameFile) {
    this.#statements = statements;
    this.#file = file;
  }

  /**
   * Begins a transaction when it is its turn. Takes the write lock at once: a transaction that reads before it writes
   * would fail where another process writes in between.
   */
  async begin(): Promise<Release> {
    const end = endOfPatience();
    const release = await this.#turns.take();
    try {
      if (!this.#together) {
        await patiently(() => {
          // A disk in trouble may not even let go of what was lost.
          if (this.#isOpen) this.#run('rollback');
          this.#run('begin immediate');
        }, end);
        this.#together = this.#openTogether();
      }
      this.#run('savepoint part');
      return release;
    } catch (error) {
      release();
      throw error;
    }
  }

  /** Within a transaction that has begun. */
  async execute<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.#mustBeOpen();
    try {
      return await patiently(() => this.#statements.execute<R>(query));
    } catch (error) {
      // After some errors, a full disk for one, SQLite has rolled everything back by itself.
      if (!this.#isOpen) this.#lose(error);
      throw error;
    }
  }

  /** Resolves when it is on disk. */
  async commit(release: Release): Promise<void> {
    const together = this.#together;
    try {
      this.#mustBeOpen();
      this.#run('release part');
    } finally {
      release();
    }
    await together?.promise;
  }

  /** Resolves when what it may have seen of the others is on disk: whoever gave way to them looks again, and finds it. */
  async rollback(release: Release): Promise<void> {
    const together = this.#together;
    try {
      if (!this.#isOpen) return;
      this.#run('rollback to part');
      this.#run('release part');
    } catch (error) {
      // What could not be undone must not be saved with what the others wrote.
      this.#lose(error);
      throw error;
    } finally {
      release();
    }
    await together?.promise;
  }

  /** A transaction of one query. */
  async alone<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    const release = await this.begin();
    let result: QueryResult<R>;
    try {
      result = await this.execute<R>(query);
    } catch (error) {
      await this.rollback(release);
      throw error;
    }
    await this.commit(release);
    return result;
  }

  /** What was written before is on disk when it is closed. */
  async close(): Promise<void> {
    await this.#save();
    this.#statements.database.close();
  }

  #openTogether(): PromiseWithResolvers<undefined> {
    const together = Promise.withResolvers<undefined>();
    // Whoever wrote is told; where all of them were rolled back, nobody listens.
    together.promise.catch(() => undefined);
    // After what has come in by now has been read.
    setImmediate(() => void this.#save());
    return together;
  }

  async #save(): Promise<void> {
    const release = await this.#turns.take();
    try {
      if (!this.#together) return;
      this.#file.check();
      await patiently(() => {
        this.#run('commit');
      });
      this.#together.resolve(undefined);
      this.#together = null;
    } catch (error) {
      this.#lose(error);
    } finally {
      release();
    }
  }

  get #isOpen(): boolean {
    return this.#statements.database.isTransaction;
  }

  /** Beyond its end, each query would be a transaction of its own, and saved whatever became of the others. */
  #mustBeOpen(): void {
    if (!this.#isOpen) throw this.#lostBy;
  }

  /** Whoever wrote is told at once, and nothing of it is saved. */
  #lose(error: unknown): void {
    this.#together?.reject(error);
    this.#together = null;
    this.#lostBy = error;
    try {
      if (this.#isOpen) this.#run('rollback');
    } catch {
      // The next one to begin tries again.
    }
  }

  #run(sql: string): void {
    this.#statements.run(sql);
  }
}
