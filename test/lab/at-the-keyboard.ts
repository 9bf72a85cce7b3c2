import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Lab } from './lab.ts';
import { endProgram } from './machine.ts';

/** The companion on the user's machine, and the person who sits in front of it. */
export interface Companion {
  /** Resolves when it has shown `text`, after what was waited for before; however it is broken into lines. */
  shows(text: string): Promise<void>;
  /** Everything that it has shown, on one line. */
  shown(): string;
  types(line: string): void;
  /** Resolves when it is gone. */
  readonly ended: Promise<void>;
  /** Ends it by `signal`, at once where nothing else is said; resolves when it is gone. */
  end(signal?: NodeJS.Signals): Promise<void>;
}

export interface CompanionOptions {
  /** What it keeps. */
  readonly folder: string;
  /** Of one check; milliseconds. */
  readonly limitMs: number;
  /** How long it waits for its server; milliseconds, 0 for what it has by itself. */
  readonly patienceMs: number;
}

const BLANKS = /\s+/g;

const PROGRAMS = {
  laboratory: join(import.meta.dirname, 'companion.ts'),
  itself: join(import.meta.dirname, '../../src/main.ts'),
};

/** Starts `login-doctor` on the user's machine with these words: as the laboratory measures, or as it is. */
export function startCompanion(
  lab: Lab,
  words: readonly string[],
  { folder, limitMs, patienceMs }: CompanionOptions,
  program: keyof typeof PROGRAMS = 'laboratory',
): Companion {
  const child: ChildProcess = lab.runAsUser([process.execPath, PROGRAMS[program], ...words], {
    COMPANION_DIR: folder,
    LIMIT_MS: String(limitMs),
    PATIENCE_MS: String(patienceMs),
  });
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('the companion has no terminal');
  let shown = '';
  let read = 0;
  const onOneLine = (): string => shown.replaceAll(BLANKS, ' ');
  let hasEnded = false;
  const news = new EventTarget();
  const tell = (): void => void news.dispatchEvent(new Event('news'));
  for (const output of [stdout, stderr])
    output.setEncoding('utf8').on('data', (text: string) => {
      shown += text;
      tell();
    });
  const ended = once(child, 'close').then(() => {
    hasEnded = true;
    tell();
  });
  stdin.on('error', () => undefined);
  return {
    async shows(text) {
      const wanted = text.replaceAll(BLANKS, ' ');
      for (;;) {
        const at = onOneLine().indexOf(wanted, read);
        if (at >= 0) {
          read = at + wanted.length;
          return;
        }
        if (hasEnded) throw new Error(`it ended without showing "${text}":\n${shown}`);
        await once(news, 'news');
      }
    },
    shown: onOneLine,
    types(line) {
      stdin.write(`${line}\n`);
    },
    ended,
    end: (signal) => endProgram(child, signal),
  };
}
