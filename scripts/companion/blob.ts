import { execFile } from 'node:child_process';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { PACKS_ASSET } from '../../src/companion/assets.ts';

const run = promisify(execFile);

/** What goes into an executable, beside Node. */
export interface Content {
  /** The path of the bundled program. */
  readonly program: string;
  /** The packs, as JSON. */
  readonly packs: string;
}

/**
 * What Node calls the preparation blob of a single executable application, prepared by the Node at `preparer` in
 * `folder`; its path. The paths in it are relative, because the blob keeps the one of the program.
 */
export async function prepareBlob(
  { program, packs }: Content,
  preparer: string,
  folder: string,
): Promise<string> {
  const names = { main: 'companion.cjs', output: 'companion.blob', config: 'sea-config.json' };
  if (program !== join(folder, names.main)) await copyFile(program, join(folder, names.main));
  await writeFile(join(folder, PACKS_ASSET), packs);
  const config = {
    main: names.main,
    output: names.output,
    disableExperimentalSEAWarning: true,
    // Made for one platform and one processor, and this blob may be for another.
    useCodeCache: false,
    useSnapshot: false,
    // Warns of `process.execve`, which takes the first start over to the second one.
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // NODE_OPTIONS is ignored; the second start takes its flags from the command line.
    execArgvExtension: 'cli',
    assets: { [PACKS_ASSET]: PACKS_ASSET },
  };
  await writeFile(join(folder, names.config), JSON.stringify(config));
  await run(preparer, ['--experimental-sea-config', names.config], { cwd: folder });
  return join(folder, names.output);
}
