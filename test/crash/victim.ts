import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { COMPILED } from '../compiled.ts';

export const KNOWLEDGE = join(import.meta.dirname, '../../knowledge-base');

/** A process that is killed and started again. */
export class Victim {
  readonly #command: readonly string[];
  readonly #environment: Readonly<Record<string, string>>;
  #child: ChildProcess | null = null;
  /** The first line that the start at hand printed. */
  line = '';
  /** How often a process that lived was ended by us, and by nothing else. */
  kills = 0;

  /** `script`, in this folder, with its arguments. */
  constructor(
    script: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) {
    this.#command = [join(import.meta.dirname, script), ...args];
    this.#environment = environment;
  }

  /** The token at the end of the address that a server printed. */
  get token(): string {
    return this.line.split('/').at(-1) ?? '';
  }

  /** Starts the process; rejects where it ends before it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, this.#command, {
      env: { ...process.env, NODE_COMPILE_CACHE: COMPILED, ...this.#environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.line = line;
      return;
    }
    throw new Error(`${this.#command[0]} ended by itself, with status ${child.exitCode}`);
  }

  /** SIGKILL: nothing is told to the process. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`${this.#command[0]} ended by itself, with status ${child.exitCode}`);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    if (signal === 'SIGKILL') this.kills++;
  }
}
