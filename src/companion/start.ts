import { getAsset } from 'node:sea';
import { logPatternsOf } from '../checks/log-folders.ts';
import { UsageError } from '../errors.ts';
import type { Pack } from '../knowledge/schema.ts';
import { PACKS_ASSET } from './assets.ts';
import { startAgain } from './confinement/again.ts';
import { confinedStart } from './confinement/confine.ts';
import { isConfined } from './confinement/confined.ts';
import { takeHandedOver, type HandedOver } from './confinement/handed-over.ts';

/** The companion's command, of which an executable runs one: it returns the exit status. */
export type CompanionCommand = (
  argv: readonly string[],
  packs: readonly Pack[],
  found: HandedOver,
) => Promise<number>;

async function run(argv: readonly string[], command: CompanionCommand): Promise<number> {
  // They were validated when the executable was built.
  const packs = JSON.parse(getAsset(PACKS_ASSET, 'utf8')) as readonly Pack[];
  if (isConfined()) return command(argv, packs, takeHandedOver(process.env));
  const patterns = packs.flatMap(({ escalation }) => logPatternsOf(escalation, process.platform));
  return startAgain(await confinedStart(argv, patterns));
}

/**
 * Runs the command of a single-file executable, confined by Node's permission model. The executable starts twice: as it
 * is, when it finds out what may be read, and by itself with the flags for that; only then the command runs.
 */
export async function start(command: CompanionCommand): Promise<void> {
  try {
    process.exitCode = await run(process.argv.slice(2), command);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`login-doctor-companion: ${error.message}; ${error.remedy}\n`);
    process.exitCode = 2;
  }
}
