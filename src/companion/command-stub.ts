import about from '../../package.json' with { type: 'json' };
import type { Pack } from '../knowledge/schema.ts';
import type { HandedOver } from './confinement/handed-over.ts';

const HELP = `login-doctor-companion: measures the network of this machine for a case

login-doctor-companion pair CODE --server URL
login-doctor-companion --help | --version
`;

/** Stands in for the companion's command: tells its version and its help, and returns the exit status. */
export function runCompanion(
  argv: readonly string[],
  packs: readonly Pack[],
  { logFolders }: HandedOver,
): Promise<number> {
  if (argv.includes('--version'))
    process.stdout.write(
      `${about.version} (${packs.map(({ id }) => id).join(', ')}; logs: ${logFolders.length})\n`,
    );
  else process.stdout.write(HELP);
  return Promise.resolve(0);
}
