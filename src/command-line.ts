import { commandHelp, helpLines, type Helped } from './command-help.ts';
import { readArguments, type Arguments, type Option } from './command-arguments.ts';
import { COMPANION_ACTIONS, COMPANION_OPTIONS } from './companion/options.ts';
import { readConfig, type Config } from './config.ts';
import { openTerminal, type Terminal } from './bot/terminal/terminal.ts';
import { UsageError } from './errors.ts';

interface Command extends Helped {
  readonly takesWords: boolean;
  run(given: Arguments, config: Config, terminal: Terminal): Promise<number>;
}

const LANGUAGE: Option = {
  value: 'en|zh',
  allowed: ['en', 'zh'],
  help: 'language of the answer',
};
const JSON_OUTPUT: Option = { help: 'print JSON' };

function languageOf({ options }: Arguments): 'en' | 'zh' | undefined {
  return options.lang === 'zh' || options.lang === 'en' ? options.lang : undefined;
}

/** Every command, with what its help says; nothing else names them. */
const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    usage: 'serve',
    takesWords: false,
    help: 'the helpdesk console and its API, at 127.0.0.1:3978',
    options: {},
    async run(_, config, terminal) {
      const { runServe } = await import('./serve.ts');
      return runServe(config, terminal);
    },
  },
  chat: {
    usage: 'chat',
    takesWords: false,
    help: 'the whole conversation, here in the terminal',
    options: { lang: LANGUAGE },
    async run(given, config, terminal) {
      const { openPacks } = await import('./knowledge/packs.ts');
      const { runChat } = await import('./bot/terminal/chat.ts');
      const { measuresHere } = await import('./checks/here.ts');
      await runChat({
        packs: await openPacks(config.knowledgeDir),
        terminal,
        language: languageOf(given) ?? config.language,
        measures: measuresHere(config.udpControl),
      });
      return 0;
    },
  },
  diagnose: {
    usage: 'diagnose [TEXT…]',
    takesWords: true,
    help: 'one diagnosis of TEXT, or of standard input',
    options: {
      file: { value: 'FILE', help: 'diagnose a log file of any size' },
      json: JSON_OUTPUT,
      ndjson: { help: 'read {"id","text"} a line, write one JSON a line' },
      lang: LANGUAGE,
    },
    async run(given, config, terminal) {
      const { runDiagnose } = await import('./bot/terminal/diagnose.ts');
      const { file, json, ndjson } = given.options;
      const language = languageOf(given);
      return runDiagnose(
        {
          texts: given.words,
          json: json === true,
          ndjson: ndjson === true,
          ...(typeof file === 'string' ? { file } : {}),
          language,
        },
        config,
        terminal,
      );
    },
  },
  check: {
    usage: 'check [TEXT…]',
    takesWords: true,
    help: 'measure the network from this machine; TEXT is the error, if there is one',
    options: {
      host: {
        value: 'HOST[:PORT]',
        many: true,
        help: 'only this host, and the way out; can be given several times',
      },
      sso: { value: 'DOMAIN', help: "your company's SSO domain" },
      logs: { value: 'FOLDER', many: true, help: 'show which logs of the last day would be sent' },
      pack: { value: 'FILE', help: 'write those logs to FILE (.gz), redacted' },
      json: JSON_OUTPUT,
      lang: LANGUAGE,
    },
    async run(given, config, terminal) {
      const { runCheckCommand } = await import('./bot/terminal/check.ts');
      const { host, sso, logs, pack, json } = given.options;
      const folders = typeof logs === 'string' ? logs.split(',') : [];
      const packInto = typeof pack === 'string' ? pack : null;
      return runCheckCommand(
        {
          text: given.words.join(' '),
          hosts: typeof host === 'string' ? host.split(',') : [],
          sso: typeof sso === 'string' ? sso : null,
          json: json === true,
          logs: folders.length > 0 || packInto !== null ? { folders, packInto } : null,
          language: languageOf(given) ?? config.language,
        },
        config,
        terminal,
      );
    },
  },
  companion: {
    usage: 'companion pair|run|log|forget',
    takesWords: true,
    help: `checks on this machine that a helpdesk asks for: ${COMPANION_ACTIONS}`,
    options: COMPANION_OPTIONS,
    async run(given, config, terminal) {
      const { runCompanion } = await import('./bot/terminal/companion/command-arguments.ts');
      const { openPacks } = await import('./knowledge/packs.ts');
      const { logPatternsOf } = await import('./checks/log-folders.ts');
      const { default: about } = await import('../package.json', { with: { type: 'json' } });
      return runCompanion(given, {
        packs: () => openPacks(config.knowledgeDir),
        terminal,
        version: about.version,
        language: config.language,
        logSources:
          (folders) =>
          ({ escalation }) => ({ folders, patterns: logPatternsOf(escalation, process.platform) }),
      });
    },
  },
  kb: {
    usage: 'kb lint|test|search|schema',
    takesWords: true,
    help: 'check, test, search the knowledge base; print its JSON Schema',
    options: { json: JSON_OUTPUT, lang: LANGUAGE },
    async run(given, config, terminal) {
      const { runKb } = await import('./bot/terminal/kb.ts');
      return runKb(
        {
          words: given.words,
          json: given.options.json === true,
          language: languageOf(given),
        },
        config,
        terminal,
      );
    },
  },
};
const DEFAULT_COMMAND = 'serve';

/** What is told of that command; of all of them, where none is named. */
function helpText(only: Command | undefined): string {
  const title = 'login-doctor: from a pasted login error to its fix, and to who owns it';
  const lines = only
    ? [
        ...commandHelp(only),
        ...helpLines('  --help', 'this page; without a command, that of all of them'),
      ]
    : [
        'login-doctor [COMMAND]',
        ...Object.values(COMMANDS).flatMap(commandHelp),
        ...helpLines('  --help', 'this page; after a command, that command alone'),
        ...helpLines('  --version', 'which one this is'),
        '',
        `Without a command: ${DEFAULT_COMMAND}.`,
      ];
  return [title, '', ...lines, ''].join('\n');
}

/** The command of that name; undefined where there is none. */
function commandNamed(name: string): Command | undefined {
  return Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
}

const WITH_VALUES: ReadonlySet<string> = new Set(
  Object.values(COMMANDS).flatMap(({ options }) =>
    Object.keys(options).filter((name) => options[name]?.value !== undefined),
  ),
);

/** Where the command stands: the first word that is neither an option nor the value of one; -1 where there is none. */
function placeOfCommand(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at++) {
    const argument = argv[at] ?? '';
    if (argument === '--') return -1;
    if (!argument.startsWith('--')) return at;
    if (WITH_VALUES.has(argument.slice(2))) at++;
  }
  return -1;
}

function commandOf(argv: readonly string[]): {
  name: string;
  command: Command;
  rest: readonly string[];
} {
  const at = placeOfCommand(argv);
  const name = argv[at] ?? DEFAULT_COMMAND;
  const rest = at < 0 ? argv : argv.toSpliced(at, 1);
  const command = commandNamed(name);
  if (command) return { name, command, rest };
  throw new UsageError(
    'unknown-command',
    `there is no command "${name}"`,
    `known: ${Object.keys(COMMANDS).join(', ')}; try --help`,
  );
}

/**
 * One clear line for what the person can mend; null for what is our own fault. It may repeat what was pasted in the
 * wrong place, so it is redacted like any other text.
 */
async function complaintOf(error: unknown): Promise<string | null> {
  if (error instanceof UsageError) {
    const { redact } = await import('./diagnosis/redact.ts');
    const { plain } = await import('./bot/terminal/render.ts');
    return plain(redact(`login-doctor: ${error.message}; ${error.remedy}`).text);
  }
  const { BrokenPackError } = await import('./knowledge/complaint.ts');
  if (!(error instanceof BrokenPackError)) return null;
  return `login-doctor: the knowledge base is broken, so nothing was started\n${error.message}`;
}

/** The environment, with what a file `.env` of this folder adds to it. */
function readEnvironment(): NodeJS.ProcessEnv {
  try {
    process.loadEnvFile();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      throw new UsageError('bad-config', `cannot read .env: ${String(error)}`, 'mend or remove it');
  }
  return process.env;
}

/** Runs the command line `argv` and returns the exit status: 0 done, 1 bad news, 2 wrong usage or input. */
export async function run(argv: readonly string[]): Promise<number> {
  const terminal = openTerminal(process.stdin, process.stdout, process.env);
  // The far side of a pipe may have read enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    process.stderr.write(`login-doctor: cannot write the answer: ${error.message}\n`);
    process.exit(2);
  });
  try {
    const options = argv.slice(0, argv.includes('--') ? argv.indexOf('--') : argv.length);
    if (options.some((argument) => argument === '--help' || argument === '-h')) {
      await terminal.write(helpText(commandNamed(options[placeOfCommand(options)] ?? '')));
      return 0;
    }
    if (options.includes('--version')) {
      const { default: about } = await import('../package.json', { with: { type: 'json' } });
      await terminal.write(`${about.version}\n`);
      return 0;
    }
    const { name, command, rest } = commandOf(argv);
    return await command.run(
      readArguments(name, command, rest),
      readConfig(readEnvironment()),
      terminal,
    );
  } catch (error) {
    const complaint = await complaintOf(error);
    if (complaint === null) throw error;
    process.stderr.write(`${complaint}\n`);
    return 2;
  }
}
