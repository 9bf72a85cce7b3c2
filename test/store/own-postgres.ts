import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** A real PostgreSQL server that can be stopped and started again. */
export interface OwnPostgres {
  /** Its address, without a database's name. */
  readonly url: string;
  stop(): Promise<void>;
  start(): Promise<void>;
  /** Stops it for good, and removes its data. */
  end(): Promise<void>;
}

export async function startPostgres(): Promise<OwnPostgres> {
  const script = join(import.meta.dirname, 'postgres-process.ts');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const done = async (): Promise<string> => {
    for (;;) {
      const { value, done: isOver } = await lines.next();
      if (isOver === true) throw new Error('PostgreSQL did not start');
      if (value.startsWith('postgres://')) return value;
    }
  };
  const tell = async (command: string): Promise<void> => {
    child.stdin.write(`${command}\n`);
    await done();
  };
  return {
    url: await done(),
    stop: () => tell('stop'),
    start: () => tell('start'),
    end: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
