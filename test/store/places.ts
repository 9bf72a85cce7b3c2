import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { inject } from 'vitest';
import type { StorePlace } from '../../src/store/store.ts';

/** The databases that everything must work on alike. */
export const DATABASES = ['sqlite', 'postgres'] as const;

/** An empty database of that kind, and what removes it. */
export async function emptyPlace(
  database: (typeof DATABASES)[number],
): Promise<{ readonly place: StorePlace; readonly remove: () => Promise<void> }> {
  const dataDir = mkdtempSync(join(tmpdir(), 'store-'));
  const removeFolder = (): void => {
    rmSync(dataDir, { recursive: true, force: true });
  };
  const onConnectionLost = (error: Error): void => {
    throw error;
  };
  if (database === 'sqlite')
    return {
      place: { dataDir, onConnectionLost },
      remove: () => {
        removeFolder();
        return Promise.resolve();
      },
    };
  const name = `t_${randomUUID().replaceAll('-', '')}`;
  const server = inject('postgres');
  await runOn(server, `create database ${name}`);
  return {
    place: { dataDir, databaseUrl: `${server}/${name}`, onConnectionLost },
    remove: async () => {
      removeFolder();
      await runOn(server, `drop database ${name} with (force)`);
    },
  };
}

async function runOn(server: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: `${server}/postgres` });
  await client.connect();
  await client.query(statement);
  await client.end();
}
