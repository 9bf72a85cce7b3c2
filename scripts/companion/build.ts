import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executableName, type CompanionPlatform } from '../../src/companion/platforms.ts';
import { prepareBlob, type Content } from './blob.ts';
import { bundleCompanion } from './bundle.ts';
import { injectBlob } from './inject-blob.ts';
import { packsAsJson } from './packs.ts';
import { preparerOf } from './preparer.ts';
import { unpackRuntime } from './runtime-package.ts';
import { RUNTIMES } from './runtimes.ts';

const KNOWLEDGE = join(import.meta.dirname, '../../knowledge-base');

/** Runs `work` with a folder that is gone afterwards. */
export async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'login-doctor-build-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What goes into the executables of every platform; the program is written below `folder`. */
export async function contentOf(folder: string): Promise<Content> {
  return { packs: packsAsJson(KNOWLEDGE), program: await bundleCompanion(folder) };
}

/** Builds the executable of a platform into the folder `into`; its path. */
export async function buildExecutable(
  platform: CompanionPlatform,
  content: Content,
  into: string,
): Promise<string> {
  const executable = join(into, executableName(platform));
  await mkdir(into, { recursive: true });
  await inFolder(async (folder) => {
    const runtime = RUNTIMES[platform];
    const preparer = await preparerOf(runtime.version, folder);
    const blob = await prepareBlob(content, preparer, folder);
    // On the disk of its destination, so that it appears there whole.
    const unfinished = `${executable}.unfinished`;
    try {
      await injectBlob(await unpackRuntime(runtime, folder), blob, unfinished);
      await rename(unfinished, executable);
    } finally {
      await rm(unfinished, { force: true });
    }
  });
  return executable;
}
