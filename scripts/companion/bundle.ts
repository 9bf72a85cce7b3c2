import { readFile } from 'node:fs/promises';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { build } from 'vite';

const ROOT = join(import.meta.dirname, '../..');
const PROGRAM = 'src/companion-executable.ts';
/** Optional parts of ws in C++, which it does without. */
const LEFT_OUT = ['bufferutil', 'utf-8-validate'];

/**
 * Bundles a program and all that it imports into one CommonJS file below `folder`; its path.
 * @throws where something else would have to be loaded when the program runs.
 */
export async function bundleCompanion(folder: string, program = PROGRAM): Promise<string> {
  await build({
    configFile: false,
    root: ROOT,
    logLevel: 'warn',
    build: {
      ssr: program,
      outDir: folder,
      emptyOutDir: false,
      target: 'node24',
      minify: false,
      rolldownOptions: {
        external: LEFT_OUT,
        output: { format: 'cjs', entryFileNames: 'companion.cjs', codeSplitting: false },
      },
    },
    ssr: { noExternal: true, target: 'node' },
  });
  const file = join(folder, 'companion.cjs');
  const known = new Set([...builtinModules, ...LEFT_OUT]);
  const required = Array.from(
    (await readFile(file, 'utf8')).matchAll(/\brequire\("(?!node:)([^"]+)"\)/g),
    ([, name]) => name ?? '',
  );
  const missing = required.filter((name) => !known.has(name));
  if (missing.length > 0)
    throw new Error(`an executable cannot load ${[...new Set(missing)].join(', ')}`);
  return file;
}
