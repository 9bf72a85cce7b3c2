import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');
export const SERVE = join(ROOT, 'login-doctor.js');

/** A server in a process of its own. */
export interface Running {
  /** The first address that it printed. */
  readonly address: string;
  /** From the spawn to that line, in milliseconds. */
  readonly startMs: number;
  /** The memory that it holds now, in MB. */
  memory(): number;
  /** The same once its garbage is collected and given back; of one that was started with `COLLECTS`. */
  settledMemory(): Promise<number>;
  /** Sends a message to one that was started with a channel, and waits for its answer. */
  ask(message: object): Promise<unknown>;
  stop(): Promise<void>;
  /** SIGKILL: nothing is told to the process. */
  kill(): Promise<void>;
}

/** Flags with which a program collects its garbage when it is told to by SIGUSR2. */
export const COLLECTS = ['--expose-gc', `--import=${join(import.meta.dirname, 'gc-on-signal.ts')}`];
const SETTLE_MS = 1500;

export interface Start {
  readonly args?: readonly string[];
  /** For Node itself. */
  readonly flags?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether it can be sent messages. */
  readonly hasChannel?: boolean;
}

/** Starts `script` and waits for a line with an address. */
export async function start(
  script: string,
  { args = [], flags = [], environment = {}, hasChannel = false }: Start = {},
): Promise<Running> {
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [...flags, script, ...args], {
    cwd: ROOT,
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'inherit', ...(hasChannel ? (['ipc'] as const) : [])],
  });
  if (!child.stdout) throw new Error('no output to read');
  const memory = (): number => {
    const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const closed = once(child, 'close');
    child.kill(signal);
    await closed;
  };
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /http:\S+/.exec(line) ?? [];
    if (address === undefined) continue;
    const startMs = performance.now() - began;
    return {
      address,
      startMs,
      memory,
      settledMemory: async () => {
        await sleep(SETTLE_MS);
        child.kill('SIGUSR2');
        await sleep(SETTLE_MS);
        return memory();
      },
      ask: async (message) => {
        const answered = once(child, 'message') as Promise<[unknown]>;
        const failed = once(child, 'close').then(() => {
          throw new Error(`${script} ended before it answered`);
        });
        child.send(message);
        const [answer] = await Promise.race([answered, failed]);
        return answer;
      },
      stop: () => end('SIGTERM'),
      kill: () => end('SIGKILL'),
    };
  }
  throw new Error(`${script} ended before it printed an address`);
}

/** Our own server, with its data in a folder that goes with it. */
export async function startOurs(): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const running = await start(SERVE, { environment: { PORT: '0', DATA_DIR: dataDir } });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
