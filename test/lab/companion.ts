import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCompanionCommand } from '../../src/bot/terminal/companion/command.ts';
import { openTerminal } from '../../src/bot/terminal/terminal.ts';
import { measure } from '../../src/checks/measure.ts';
import { companionFolder } from '../../src/companion/agent/folder.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import { labPack, labSurroundings } from './surroundings.ts';

/**
 * Runs on the user's machine: the companion, with the command line that people write. LIMIT_MS is the limit of one check,
 * and PATIENCE_MS how long it waits for its server in any matter; both in milliseconds.
 */
const KNOWLEDGE = join(import.meta.dirname, '../../knowledge-base');
const LANGUAGE = 'en';

// Some of these are killed, and a process that is killed writes nothing at its end.
flushCompileCache();

const { env, argv, stdin, stdout, platform } = process;
const limitMs = Number(env.LIMIT_MS);
const patienceMs = Number(env.PATIENCE_MS);

const { positionals, values } = parseArgs({
  args: argv.slice(2),
  allowPositionals: true,
  options: { server: { type: 'string' }, yes: { type: 'boolean' } },
});

process.exitCode = await runCompanionCommand(
  {
    words: positionals.slice(1),
    server: values.server ?? null,
    yes: values.yes ?? false,
    json: false,
    language: LANGUAGE,
  },
  {
    packs: async () => {
      const [first, ...others] = await openPacks(KNOWLEDGE);
      return [{ ...first, pack: labPack(first.pack) }, ...others];
    },
    terminal: openTerminal(stdin, stdout, env),
    folder: companionFolder(env, platform),
    version: '0.0.0-lab',
    logSources: () => ({ folders: [], patterns: [] }),
    surroundings: labSurroundings(),
    run: (prepared, onEvent) =>
      measure({ ...prepared, context: { ...prepared.context, limitMs } }, onEvent),
    ...(patienceMs > 0
      ? {
          patience: { introductionMs: patienceMs, heartbeatMs: patienceMs, answerMs: patienceMs },
        }
      : {}),
  },
);
