/** Builds the companion's executables into dist/companion (`npm run build:companion [-- PLATFORM…]`; all without one). */
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  COMPANION_PLATFORMS,
  executableName,
  type CompanionPlatform,
} from '../src/companion/platforms.ts';
import { buildExecutable, contentOf, inFolder } from './companion/build.ts';
import { writeChecksums } from './companion/checksums.ts';
import { RUNTIMES } from './companion/runtimes.ts';

const INTO = join(import.meta.dirname, '../dist/companion');

function isPlatform(name: string): name is CompanionPlatform {
  return COMPANION_PLATFORMS.some((platform) => platform === name);
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !isPlatform(name));
if (unknown.length > 0) {
  process.stderr.write(
    `build:companion: unknown ${unknown.join(', ')}; known: ${COMPANION_PLATFORMS.join(', ')}\n`,
  );
  process.exit(2);
}

const platforms = wanted.length > 0 ? wanted.filter(isPlatform) : COMPANION_PLATFORMS;
await inFolder(async (folder) => {
  const content = await contentOf(folder);
  for (const platform of platforms) {
    const start = performance.now();
    // A build that fails must not leave the one before, which would be taken for it.
    await rm(join(INTO, executableName(platform)), { force: true });
    const { size } = await stat(await buildExecutable(platform, content, INTO));
    const { version } = RUNTIMES[platform];
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    process.stdout.write(
      `${executableName(platform)}: Node ${version}, ${(size / 1e6).toFixed(1)} MB, ${seconds} s\n`,
    );
  }
});
process.stdout.write((await writeChecksums(INTO)).join(''));
