import {
  closeSync,
  createWriteStream,
  existsSync,
  fstatSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
} from 'node:fs';
import { join } from 'node:path';
import type { CollectedLogs } from '../../checks/collect-logs.ts';
import { LARGEST_PART, MOST_PARTS } from '../protocol.ts';
import { forgetFile } from './kept-file.ts';
import { makeFolder } from '../../make-folder.ts';

const FILE = /^([\da-f-]{36})\.logs\.gz$/;
/** Read of all files at most, in bytes; packed, it is a tenth of that or less. */
const MOST_READ = LARGEST_PART * MOST_PARTS;

/** A piece of a parcel. */
export interface Part {
  readonly data: Buffer;
  readonly isLast: boolean;
}

/** Logs that a person has agreed to send, redacted and packed, on disk until the server has them. */
export class LogParcels {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'jobs');
  }

  /** The jobs whose logs the server does not have. */
  waiting(): string[] {
    try {
      return readdirSync(this.#folder).flatMap((name) => FILE.exec(name)?.[1] ?? []);
    } catch {
      return [];
    }
  }

  /** Packs them; until it is done there is no parcel. */
  async pack(job: string, { pack }: CollectedLogs, signal: AbortSignal): Promise<void> {
    makeFolder(this.#folder);
    const unfinished = `${this.#pathOf(job)}.new`;
    try {
      const into = createWriteStream(unfinished, { mode: 0o600 });
      await pack(into, { signal, mostBytesInAll: MOST_READ });
      renameSync(unfinished, this.#pathOf(job));
    } finally {
      forgetFile(unfinished);
    }
  }

  has(job: string): boolean {
    return existsSync(this.#pathOf(job));
  }

  /** A piece of the parcel, from 0; null where there is none. */
  read(job: string, part: number): Part | null {
    let file: number;
    try {
      file = openSync(this.#pathOf(job), 'r');
    } catch {
      return null;
    }
    try {
      const { size } = fstatSync(file);
      const from = part * LARGEST_PART;
      if (from >= size) return null;
      const data = Buffer.alloc(Math.min(LARGEST_PART, size - from));
      readSync(file, data, 0, data.length, from);
      return { data, isLast: from + data.length >= size };
    } finally {
      closeSync(file);
    }
  }

  drop(job: string): void {
    forgetFile(this.#pathOf(job));
  }

  #pathOf(job: string): string {
    return join(this.#folder, `${job}.logs.gz`);
  }
}
