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

/**
 * Watches that a file that is open is still the one at its path: the system goes on with a file that was deleted, and
 * forgets it with all that was written when it is closed.
 */
export class SameFile {
  readonly #path: string;
  readonly #opened: Identity | null;
  readonly #onGone: (error: Error) => void;
  #isGone = false;

  /** Made when the file has been opened; `onGone` is told once each time it goes. */
  constructor(path: string, onGone: (error: Error) => void) {
    this.#path = path;
    this.#opened = identityOf(path);
    this.#onGone = onGone;
  }

  /** @throws {StoreUnavailable} where the file was deleted, moved or replaced. It may be put back. */
  check(): void {
    const found = identityOf(this.#path);
    if (found?.ino === this.#opened?.ino && found?.dev === this.#opened?.dev) {
      this.#isGone = false;
      return;
    }
    const what = found ? 'another file lies' : 'no file can be found';
    const error = new StoreUnavailable(
      'gone',
      new Error(
        `${what} at ${this.#path}; put the one that was opened back, or start the server anew: nothing is read or saved until then`,
      ),
    );
    if (!this.#isGone) this.#onGone(error);
    this.#isGone = true;
    throw error;
  }
}
