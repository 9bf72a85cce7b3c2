import { realpath } from 'node:fs/promises';
import { homedir } from 'node:os';
import { UsageError } from '../../errors.ts';
import { makeFolder } from '../../make-folder.ts';
import { companionFolder } from '../agent/folder.ts';
import type { Start } from './again.ts';
import { cleanEnvironment } from './environment.ts';
import { nodeOptions, permissionFlags } from './flags.ts';
import { grantsOf } from './grants.ts';
import { HANDED_OVER } from './handed-over.ts';
import { grantedLogFolders } from './log-grants.ts';

/** The companion's folder, made where it was not there, only for its person; its real path. */
async function makeOwnFolder(environment: NodeJS.ProcessEnv): Promise<string> {
  const folder = companionFolder(environment, process.platform);
  try {
    makeFolder(folder);
    return await realpath(folder);
  } catch (error) {
    throw new UsageError(
      'no-folder',
      `cannot make the folder ${folder}: ${String(error)}`,
      'set COMPANION_DIR to a folder that can be written to',
    );
  }
}

/**
 * How this executable is started again with Node's permission model on. What may be read depends on the person and the
 * machine, so it cannot stand in the executable.
 * @throws {UsageError} where the companion's folder cannot be made.
 */
export async function confinedStart(
  argv: readonly string[],
  logPatterns: readonly string[],
): Promise<Start> {
  const { env, platform, execPath } = process;
  if (env[HANDED_OVER] !== undefined)
    throw new Error('started again, and still not confined: this Node has no permission model');
  const folder = await makeOwnFolder(env);
  const logFolders = await grantedLogFolders(argv, logPatterns, homedir());
  const grants = grantsOf({ platform, folder, logFolders, systemRoot: env.SystemRoot });
  const flags = permissionFlags(grants, process.allowedNodeEnvironmentFlags);
  return {
    file: execPath,
    args: [`--node-options=${nodeOptions(flags)}`, ...argv],
    environment: {
      ...cleanEnvironment(env),
      COMPANION_DIR: folder,
      [HANDED_OVER]: JSON.stringify(logFolders),
    },
  };
}
