import about from '../../../../package.json' with { type: 'json' };
import { runCompanion } from './command-arguments.ts';
import { openTerminal } from '../terminal.ts';
import { readArguments } from '../../../command-arguments.ts';
import { languageOf } from '../../../config.ts';
import { UsageError } from '../../../errors.ts';
import { indexPack } from '../../../knowledge/knowledge.ts';
import type { Pack } from '../../../knowledge/schema.ts';
import type { HandedOver } from '../../../companion/confinement/handed-over.ts';
import { COMPANION_ACTIONS, COMPANION_OPTIONS } from '../../../companion/options.ts';

function helpText(): string {
  const options = Object.entries(COMPANION_OPTIONS).map(
    ([name, { value = '', help }]) => `  ${`--${name} ${value}`.padEnd(20)} ${help}`,
  );
  return [
    'login-doctor-companion: runs network checks on this machine that a helpdesk asks for',
    '',
    `  ${COMPANION_ACTIONS}`,
    '',
    ...options,
    '  --help, --version',
    '',
  ].join('\n');
}

/** The companion's command as a program of its own, with the packs that were built into it; returns the exit status. */
export async function runCompanionProgram(
  argv: readonly string[],
  packs: readonly Pack[],
  { logFolders }: HandedOver,
): Promise<number> {
  const terminal = openTerminal(process.stdin, process.stdout, process.env);
  if (argv.includes('--version')) {
    await terminal.write(`${about.version}\n`);
    return 0;
  }
  if (argv.includes('--help') || argv.length === 0) {
    await terminal.write(helpText());
    return 0;
  }
  const [first, ...others] = packs.map(indexPack);
  if (!first)
    throw new UsageError('no-packs', 'this program was built without packs', 'build it anew');
  const takes = { usage: COMPANION_ACTIONS, takesWords: true, options: COMPANION_OPTIONS };
  return runCompanion(readArguments('login-doctor-companion', takes, argv), {
    packs: () => Promise.resolve([first, ...others]),
    terminal,
    version: about.version,
    language: languageOf(process.env),
    // Found before this program was confined, with the folders that the person named; nothing else may be read.
    logSources: () => () => ({ folders: logFolders, patterns: [] }),
  });
}
