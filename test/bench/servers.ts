import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = join(import.meta.dirname, '../..');

/** A server in a process of its own. */
export interface Running {
  /** The first address that it printed. */
  readonly address: string;
  /** From the spawn to that line, in milliseconds. */
  readonly startMs: number;
  /** The memory that it holds now, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Starts `script` and waits for a line with an address. */
export async function start(script: string, environment = {}): Promise<Running> {
  const began = performance.now();
  const child: ChildProcess = spawn(process.execPath, [script], {
    cwd: ROOT,
    env: { ...process.env, LOG_LEVEL: 'silent', ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('no output to read');
  for await (const line of createInterface({ input: child.stdout })) {
    const [address] = /http:\S+/.exec(line) ?? [];
    if (address === undefined) continue;
    const startMs = performance.now() - began;
    return {
      address,
      startMs,
      memory: () => {
        const status = readFileSync(`/proc/${child.pid ?? 0}/status`, 'utf8');
        return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024;
      },
      stop: () =>
        new Promise((resolve) => {
          child.once('close', () => {
            resolve();
          });
          child.kill();
        }),
    };
  }
  throw new Error(`${script} ended before it printed an address`);
}

/** Our own server, with its data in a folder that goes with it. */
export async function startOurs(): Promise<Running> {
  const dataDir = mkdtempSync(join(tmpdir(), 'bench-'));
  const running = await start(join(ROOT, 'login-doctor.js'), { PORT: '0', DATA_DIR: dataDir });
  return {
    ...running,
    stop: async () => {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
