import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import {
  CHECKSUMS,
  COMPANION_PLATFORMS,
  executableName,
  type CompanionPlatform,
} from '../platforms.ts';

/** An executable that can be had. */
export interface Offered {
  readonly platform: CompanionPlatform;
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** Of the file as it is, in hexadecimal digits. */
  readonly sha256: string;
}

/** A line as `sha256sum` writes it. */
const LINE = /^([0-9a-f]{64}) [ *](\S+)$/gm;

interface Known {
  /** What tells that the file is still the one that was read. */
  readonly version: string;
  readonly sha256: Promise<string>;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** The executables in a folder, as they were built. */
export class Executables {
  readonly #folder: string;
  readonly #known = new Map<string, Known>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /**
   * Those that are there and are what the list of checksums says: one that is still being copied is not offered. Each is
   * read whole the first time, and when it has changed.
   */
  async offered(): Promise<readonly Offered[]> {
    const list = await readFile(join(this.#folder, CHECKSUMS), 'utf8').catch(() => '');
    const listed = new Map(Array.from(list.matchAll(LINE), ([, sum, name]) => [name, sum]));
    const all = COMPANION_PLATFORMS.map(async (platform) => {
      const name = executableName(platform);
      const sum = listed.get(name);
      const file = sum === undefined ? null : await this.#read(name).catch(() => null);
      return file?.sha256 === sum && file ? [{ platform, name, ...file }] : [];
    });
    return (await Promise.all(all)).flat();
  }

  async #read(name: string): Promise<Pick<Offered, 'size' | 'sha256'>> {
    const path = join(this.#folder, name);
    const { size, mtimeMs, ino } = await stat(path);
    const version = `${size} ${mtimeMs} ${ino}`;
    let known = this.#known.get(name);
    if (known?.version !== version) {
      known = { version, sha256: sha256Of(path) };
      this.#known.set(name, known);
    }
    try {
      return { size, sha256: await known.sha256 };
    } catch (error) {
      // It may be readable the next time.
      this.#known.delete(name);
      throw error;
    }
  }
}
