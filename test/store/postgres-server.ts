import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** The address of a PostgreSQL server, without a database's name. */
    postgres: string;
  }
}

/** Starts a real PostgreSQL for the tests, and stops it after them. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const script = join(import.meta.dirname, 'postgres-process.ts');
  const child = spawn(process.execPath, [script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => {
      resolve();
    });
  });
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith('postgres://')) continue;
    project.provide('postgres', line);
    child.stdout.resume();
    return async () => {
      child.stdin.end();
      await ended;
    };
  }
  throw new Error('PostgreSQL did not start');
}
