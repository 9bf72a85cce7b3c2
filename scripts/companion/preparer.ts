import { unpackRuntime } from './runtime-package.ts';
import { PREPARERS } from './runtimes.ts';

/**
 * A Node of exactly that version that runs on this machine, unpacked below `folder` where it is not this very process.
 * @throws where there is none for this machine.
 */
export async function preparerOf(version: string, folder: string): Promise<string> {
  if (process.versions.node === version) return process.execPath;
  const runtime = PREPARERS.find((each) => each.version === version);
  const here = `${process.platform}-${process.arch}`;
  if (!runtime || here !== 'linux-x64')
    throw new Error(
      `no Node ${version} is pinned for ${here}: build this one on Linux x64, or with Node ${version}`,
    );
  return unpackRuntime(runtime, folder);
}
