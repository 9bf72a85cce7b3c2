import { spawn } from 'node:child_process';

/** How a program is started in the place of this one. */
export interface Start {
  /** Absolute; also its own name, which Node takes for the program's file and lets it read. */
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Signals that Windows brings to all programs of a console; the one that runs inside decides what becomes of them. */
const OF_CONSOLE = ['SIGINT', 'SIGBREAK', 'SIGHUP'] as const;

/**
 * Runs the program beside this one, on the same input and output; its exit status. Where this process ends first, on
 * Windows, the other one ends with it: libuv puts both into one job.
 */
export function runInside({ file, args, environment }: Start): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { env: environment, stdio: 'inherit' });
    const leaveToChild = (): void => undefined;
    for (const signal of OF_CONSOLE) process.on(signal, leaveToChild);
    child.on('error', reject);
    child.on('exit', (status) => {
      for (const signal of OF_CONSOLE) process.off(signal, leaveToChild);
      resolve(status ?? 1);
    });
  });
}

/**
 * Starts the program in the place of this one. Except on Windows, which cannot do that, it takes over the process itself,
 * with its number, its terminal and everyone who waits for it, and this function does not return.
 */
export function startAgain(start: Start): Promise<number> {
  if (process.platform === 'win32' || !process.execve) return runInside(start);
  return process.execve(start.file, [start.file, ...start.args], start.environment);
}
