import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CHECKSUMS, COMPANION_PLATFORMS, executableName } from '../../src/companion/platforms.ts';

async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** Writes the SHA-256 of every executable in `folder`, as `sha256sum --check` reads it; the lines. */
export async function writeChecksums(folder: string): Promise<string[]> {
  const there = new Set(await readdir(folder));
  const names = COMPANION_PLATFORMS.map(executableName).filter((name) => there.has(name));
  const lines: string[] = [];
  for (const name of names) lines.push(`${await sha256Of(join(folder, name))}  ${name}\n`);
  await writeFile(join(folder, CHECKSUMS), lines.join(''));
  return lines;
}
