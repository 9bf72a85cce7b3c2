import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import type { Runtime } from './runtimes.ts';

const run = promisify(execFile);

/** Packages of runtimes are kept here, as the registry delivers them. */
export const CACHE = join(import.meta.dirname, '../../node_modules/.cache/login-doctor/runtimes');

function packageFile({ package: name, version }: Runtime): string {
  return join(CACHE, `${name}-${version}.tgz`);
}

async function integrityOf(file: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(file), hash);
  return `sha512-${hash.digest('base64')}`;
}

/** Asks npm for the package; it goes into the cache once it is whole and the one that was meant. */
async function download(runtime: Runtime): Promise<void> {
  const { package: name, version, integrity } = runtime;
  await mkdir(CACHE, { recursive: true });
  const folder = await mkdtemp(join(CACHE, 'download-'));
  try {
    // With a cache of its own that is thrown away: npm would keep a second copy of each package.
    await run('npm', ['pack', `${name}@${version}`, '--cache', 'npm-cache'], {
      cwd: folder,
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === 'win32',
    });
    const file = join(folder, `${name}-${version}.tgz`);
    const found = await integrityOf(file);
    if (found !== integrity)
      throw new Error(`${name}@${version} is ${found}, and not ${integrity}`);
    await rename(file, packageFile(runtime));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Whether the package needs no download. */
export function isCached(runtime: Runtime): boolean {
  return existsSync(packageFile(runtime));
}

/**
 * Node out of its package, written below `folder`; the path of the file. The package is downloaded where it is not in
 * the cache, and its integrity is checked each time.
 * @throws where it is not the package that was meant.
 */
export async function unpackRuntime(runtime: Runtime, folder: string): Promise<string> {
  const { package: name, version, binary, integrity } = runtime;
  if (!isCached(runtime)) await download(runtime);
  const file = packageFile(runtime);
  const found = await integrityOf(file);
  if (found !== integrity)
    throw new Error(`${file} is ${found}, and not ${integrity}: delete it to download it anew`);
  const own = join(folder, `${name}-${version}`);
  await mkdir(own, { recursive: true });
  await run('tar', ['-xzf', file, '-C', own, `package/${binary}`]);
  return join(own, 'package', binary);
}
