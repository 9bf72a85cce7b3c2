import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';
import {
  errorOf,
  openCase,
  startTestServer,
  type Answer,
  type TestServer,
} from '../bot/console/client.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sqlite-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('while another process holds the database', () => {
  let server: TestServer;
  let other: DatabaseSync;
  beforeEach(async () => {
    server = await startTestServer({ DATA_DIR: folder });
    other = new DatabaseSync(join(folder, 'login-doctor.sqlite'));
  });
  afterEach(async () => {
    other.close();
    await server.stop();
  });

  /** The server may be about to save what it does by itself. */
  const hold = async (): Promise<void> => {
    for (;;) {
      try {
        other.exec('begin immediate');
        return;
      } catch {
        await sleep(5);
      }
    }
  };
  const post = (): Promise<Answer> =>
    server.call('POST', '/api/cases', { id: randomUUID(), text: '-1012' });
  const timeOf = async (work: Promise<unknown>): Promise<number> => {
    const start = performance.now();
    await work;
    return performance.now() - start;
  };

  it('changes wait, and everything else is answered', async () => {
    const { id } = await openCase(server, '-1012');
    await hold();
    const waiting = Promise.all(Array.from({ length: 5 }, post));
    await sleep(50);
    for (const path of ['/healthz', '/readyz', '/metrics', `/api/cases/${id}`, '/api/cases']) {
      const answer = server.call('GET', path);
      expect(await timeOf(answer)).toBeLessThan(1000);
      expect((await answer).status).toBe(200);
    }
    other.exec('rollback');
    expect((await waiting).map(({ status }) => status)).toEqual([201, 201, 201, 201, 201]);
  });

  it('changes that wait too long are refused, all of them in time', async () => {
    await hold();
    const set = (): Promise<Answer> =>
      server.call('PUT', '/api/settings', { ssoDomain: 'acme', language: null });
    const waiting = Promise.all(Array.from({ length: 20 }, (_, at) => (at < 10 ? set() : post())));
    expect(await timeOf(waiting)).toBeLessThan(8000);
    for (const answer of await waiting) {
      expect(answer.status).toBe(503);
      expect(errorOf(answer)).toMatchObject({
        code: 'store-unavailable',
        message: 'the database is busy',
      });
    }
    other.exec('rollback');
    expect((await post()).status).toBe(201);
  });
});

describe('the file of the database', () => {
  let server: TestServer;
  let path: string;
  beforeEach(async () => {
    server = await startTestServer({ DATA_DIR: folder });
    path = join(folder, 'login-doctor.sqlite');
  });
  afterEach(() => server.stop());

  it.each([
    ['deleted', '', false],
    ['replaced', '', true],
    ['left without its log', '-wal', false],
    ['given another log', '-wal', true],
    ['left without the index of its log', '-shm', false],
  ])(
    'that is %s under the server is noticed: nothing is said to be saved',
    async (_, part, isReplaced) => {
      const lost = path + part;
      const away = join(folder, 'away');
      const { id } = await openCase(server, '-1012');
      expect((await server.call('GET', '/metrics')).body).toMatch(/^login_doctor_database_up 1$/m);
      renameSync(lost, away);
      if (isReplaced) copyFileSync(away, lost);
      const event = { id: randomUUID(), kind: 'said', text: 'it is -1013' };
      const refused = [
        await server.call('POST', `/api/cases/${id}/events`, event),
        await server.call('GET', `/api/cases/${id}`),
        await server.call('GET', '/readyz'),
      ];
      for (const answer of refused) {
        expect(answer.status).toBe(503);
        expect(errorOf(answer)).toMatchObject({
          message: 'the file of the database was deleted or replaced',
          remedy: expect.stringContaining('put the file back that its log names') as string,
        });
      }
      expect((await server.call('GET', '/metrics')).body).toMatch(/^login_doctor_database_up 0$/m);
      const said = server.log.filter((line) => line.includes('the connection to the database'));
      expect(said).toHaveLength(1);
      expect(said[0]).toContain(`${lost}; put the one that was opened back`);
      renameSync(away, lost);
      expect((await server.call('GET', '/readyz')).status).toBe(200);
      expect((await server.call('POST', `/api/cases/${id}/events`, event)).status).toBe(200);
    },
  );
});

it('what was saved before its log was deleted is in the database when the server has stopped', async () => {
  const server = await startTestServer({ DATA_DIR: folder });
  const { id } = await openCase(server, '-1012');
  rmSync(join(folder, 'login-doctor.sqlite-wal'));
  expect((await server.call('GET', '/readyz')).status).toBe(503);
  await server.stop();
  const again = await startTestServer({ DATA_DIR: folder });
  expect((await again.call('GET', `/api/cases/${id}`)).status).toBe(200);
  await again.stop();
});

/** Another process, of SQLite's own program: it takes the log with it where it finds no lock of anybody else. */
function readBySqlite(path: string): string | null {
  const query = 'select count(*) from cases';
  const { status, stdout } = spawnSync('sqlite3', [path, query], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}

const HAS_SQLITE3 = spawnSync('sqlite3', ['--version']).status === 0;
// eslint-disable-next-line no-console -- whoever runs the tests is to know what was left out
if (!HAS_SQLITE3) console.warn('A process beside the server is left out: there is no sqlite3.');

it.runIf(HAS_SQLITE3)(
  'what is saved stays in the database, also where another process reads it meanwhile',
  async () => {
    // From the second start on, the database is there when it is opened.
    await (await startTestServer({ DATA_DIR: folder })).stop();
    const server = await startTestServer({ DATA_DIR: folder });
    const path = join(folder, 'login-doctor.sqlite');
    expect(readBySqlite(path)).toBe('0');
    expect(existsSync(`${path}-wal`)).toBe(true);
    await openCase(server, '-1012');
    expect(readBySqlite(path)).toBe('1');
    await server.stop();
  },
);

it('a full disk is told as what it is, and ends with it', async () => {
  const db = new Kysely<{ texts: { text: string } }>({
    dialect: sqliteDialect(join(folder, 'full.sqlite'), () => undefined),
  });
  await db.schema.createTable('texts').addColumn('text', 'text').execute();
  await sql`pragma max_page_count = 10`.execute(db);
  const write = (): Promise<unknown> =>
    db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('texts')
        .values({ text: 'x'.repeat(100_000) })
        .execute();
    });
  for (let times = 0; times < 2; times++) {
    const error = await write().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({
      code: 'full',
      message: 'the database has no room left: database or disk is full',
    });
  }
  await sql`pragma max_page_count = 1000`.execute(db);
  await write();
  await db.destroy();
});

it('keeps the database from everybody else, also in a folder that was there', async () => {
  mkdirSync(join(folder, 'open'), { mode: 0o755 });
  const dataDir = join(folder, 'open');
  writeFileSync(join(dataDir, 'login-doctor.sqlite'), '', { mode: 0o644 });
  chmodSync(join(dataDir, 'login-doctor.sqlite'), 0o644);
  const server = await startTestServer({ DATA_DIR: dataDir });
  await openCase(server, '-1012');
  const modes = readdirSync(dataDir).map((name) => statSync(join(dataDir, name)).mode & 0o777);
  expect(modes).toEqual([0o600, 0o600, 0o600]);
  await server.stop();
});
