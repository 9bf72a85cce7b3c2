import { statSync } from 'node:fs';
import { StoreUnavailable } from './unavailable.ts';

interface Identity {
  readonly dev: bigint;
  readonly ino: bigint;
}

function identityOf(path: string): Identity | null {
  try {
    return statSync(path, { bigint: true });
  } catch {
    return null;
  }
}

/** What SQLite keeps of a database while it is open; it replaces none of them before the last handle is closed. */
const PARTS = ['', '-wal', '-shm'];

/**
 * Watches that the files of a database that is open are still the ones at their paths: the system goes on with a file
 * that was deleted, and forgets it with all that was written when it is closed.
 */
export class SameFile {
  readonly #opened: ReadonlyMap<string, Identity | null>;
  readonly #onGone: (error: Error) => void;
  #isGone = false;

  /** Made when the database has been opened; `onGone` is told once each time one of its files goes. */
  constructor(path: string, onGone: (error: Error) => void) {
    this.#opened = new Map(PARTS.map((part) => [path + part, identityOf(path + part)]));
    this.#onGone = onGone;
  }

  /** @throws {StoreUnavailable} where a file was deleted, moved or replaced. It may be put back. */
  check(): void {
    for (const [path, opened] of this.#opened) {
      const found = identityOf(path);
      if (found?.ino !== opened?.ino || found?.dev !== opened?.dev) this.#refuse(path, found);
    }
    this.#isGone = false;
  }

  #refuse(path: string, found: Identity | null): never {
    const what = found ? 'another file lies' : 'no file can be found';
    const error = new StoreUnavailable(
      'gone',
      new Error(
        `${what} at ${path}; put the one that was opened back, or start the server anew: nothing is read or saved until then`,
      ),
    );
    if (!this.#isGone) this.#onGone(error);
    this.#isGone = true;
    throw error;
  }
}
