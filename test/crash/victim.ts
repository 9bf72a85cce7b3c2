import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';

const SCRIPT = join(import.meta.dirname, 'server.ts');
const KNOWLEDGE = join(import.meta.dirname, '../../knowledge-base');

/** A server process that is killed and started again. */
export class Victim {
  readonly #environment: Readonly<Record<string, string>>;
  readonly #receiver: string;
  #child: ChildProcess | null = null;
  /** The token of the start at hand. */
  token = '';
  /** How often a server that lived was ended by us, and by nothing else. */
  kills = 0;

  constructor(environment: Readonly<Record<string, string>>, receiver: string) {
    this.#environment = environment;
    this.#receiver = receiver;
  }

  /** Starts the server; rejects where it ends before it is ready. */
  async start(): Promise<void> {
    const child = spawn(process.execPath, [SCRIPT, KNOWLEDGE, this.#receiver], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.token = line.split('/').at(-1) ?? '';
      return;
    }
    throw new Error(`the server ended by itself, with status ${child.exitCode}`);
  }

  /** SIGKILL: nothing is told to the process. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended by itself, with status ${child.exitCode}`);
    const ended = once(child, 'exit');
    child.kill('SIGKILL');
    const [, signal] = (await ended) as [number | null, NodeJS.Signals | null];
    if (signal === 'SIGKILL') this.kills++;
  }
}
