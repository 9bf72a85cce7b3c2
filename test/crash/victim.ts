import { spawn, type ChildProcess } from 'node:child_process';
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
  kills = 0;

  constructor(environment: Readonly<Record<string, string>>, receiver: string) {
    this.#environment = environment;
    this.#receiver = receiver;
  }

  /** Starts the server; resolves to false where it ended before it was ready. */
  async start(): Promise<boolean> {
    const child = spawn(process.execPath, [SCRIPT, KNOWLEDGE, this.#receiver], {
      env: { ...process.env, ...this.#environment },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#child = child;
    for await (const line of createInterface({ input: child.stdout })) {
      this.token = line.split('/').at(-1) ?? '';
      return true;
    }
    return false;
  }

  /** SIGKILL: nothing is told to the process. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    const ended = new Promise((resolve) => child.once('close', resolve));
    child.kill('SIGKILL');
    this.kills++;
    if (child.exitCode === null && child.signalCode === null) await ended;
  }
}
