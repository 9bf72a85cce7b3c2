import { spawn } from 'node:child_process';
import { MAIN } from './program.ts';

/** How a `serve` ended. */
export interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** `serve` as a person starts it. */
export interface ServeProcess {
  /** The address that it printed; empty where it ended before that. */
  readonly entry: string;
  readonly ended: Promise<Ended>;
  signal(name: NodeJS.Signals): void;
  /** Waits until it has printed `text`. */
  says(text: string): Promise<void>;
}

/** Starts `serve`, as the account `uid` where it is given, and waits until it serves or has ended. */
export async function startServe(
  environment: Readonly<Record<string, string>>,
  uid?: number,
): Promise<ServeProcess> {
  const child = spawn(process.execPath, [MAIN, 'serve'], {
    env: { ...process.env, LANG: 'C.UTF-8', PORT: '0', ...environment },
    timeout: 60_000,
    ...(uid === undefined ? {} : { uid, gid: uid }),
  });
  let out = '';
  let err = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (status, signal) => {
      resolve({ status, signal, out, err });
    });
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
    child.emit('said');
  });
  const says = async (text: string): Promise<void> => {
    while (!out.includes(text) && child.exitCode === null)
      await Promise.race([new Promise((resolve) => child.once('said', resolve)), ended]);
  };
  await says('Ctrl+C');
  return {
    entry: /http:\S+/.exec(out)?.[0] ?? '',
    ended,
    says,
    signal: (name) => {
      child.kill(name);
    },
  };
}
