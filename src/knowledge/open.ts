import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { filesIn } from './folder.ts';
import { indexPack, type Knowledge } from './knowledge.ts';
import type { Pack } from './schema.ts';

/**
 * Reading and validating a pack takes several times as long as a diagnosis, so the validated pack is kept as JSON. The
 * key is made of the pack's files and of the code that validates them: whatever changes there, the pack is read again.
 */
const CACHE = join(import.meta.dirname, '../../node_modules/.cache/login-doctor');

interface Validated {
  readonly key: string;
  readonly pack: Pack;
}

function yamlFiles(folder: string): string[] {
  return filesIn(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => join(folder, name));
}

/** What cannot be read counts as empty here; loading the pack complains of it. */
function contentOf(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}

function keyOf(folder: string): string {
  const hash = createHash('sha256');
  const validators = filesIn(import.meta.dirname).map((name) => join(import.meta.dirname, name));
  for (const file of [...yamlFiles(folder), ...validators])
    hash.update(file).update('\0').update(contentOf(file)).update('\0');
  return hash.digest('hex');
}

function readValidated(file: string, key: string): Pack | null {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Validated;
    return kept.key === key ? kept.pack : null;
  } catch {
    return null;
  }
}

function keepValidated(file: string, validated: Validated): void {
  try {
    mkdirSync(CACHE, { recursive: true });
    const unfinished = `${file}.${process.pid}`;
    try {
      writeFileSync(unfinished, JSON.stringify(validated));
      renameSync(unfinished, file);
    } finally {
      rmSync(unfinished, { force: true });
    }
  } catch {
    // A folder that cannot be written to costs time at the next start, and nothing else.
  }
}

/**
 * The pack in `folder` with its indexes.
 * @throws {BrokenPackError} with every complaint at once.
 */
export async function openPack(folder: string): Promise<Knowledge> {
  const key = keyOf(folder);
  const place = createHash('sha256').update(folder).digest('hex').slice(0, 12);
  const file = join(CACHE, `${basename(folder)}-${place}.json`);
  const kept = readValidated(file, key);
  if (kept) return indexPack(kept);
  const { loadPack } = await import('./load.ts');
  const pack = loadPack(folder);
  keepValidated(file, { key, pack });
  return indexPack(pack);
}
