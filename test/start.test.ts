import { chmodSync, chownSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { request } from './bot/console/client.ts';
import { freePort } from './free-port.ts';
import { MAIN, run } from './program.ts';
import { startServe } from './serve-process.ts';

describe('serve refuses in one line', () => {
  let folder: string;
  let closedPort: number;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'start-'));
    closedPort = await freePort();
    writeFileSync(join(folder, 'login-doctor.sqlite'), 'no database '.repeat(1000));
    writeFileSync(join(folder, 'file'), '');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each<[string, () => Record<string, string>, RegExp]>([
    [
      'a file as the folder',
      () => ({ DATA_DIR: join(folder, 'file') }),
      /DATA_DIR=".*file": it is a file/,
    ],
    [
      'a folder below a file',
      () => ({ DATA_DIR: join(folder, 'file/a/b') }),
      /DATA_DIR=".*": it is a file, or/,
    ],
    [
      'a folder where none can be made',
      () => ({ DATA_DIR: '/proc/x/y' }),
      /DATA_DIR="\/proc\/x\/y": no folder/,
    ],
    [
      'a damaged database',
      () => ({ DATA_DIR: folder }),
      /DATA_DIR=".*": login-doctor.sqlite there is damaged/,
    ],
    [
      'PostgreSQL that is down',
      () => ({ DATABASE_URL: `postgres://ada:geheim@127.0.0.1:${closedPort}/x` }),
      /DATABASE_URL: PostgreSQL cannot be used: connect ECONNREFUSED/,
    ],
    [
      'a certificate that is missing',
      () => ({
        DATABASE_URL: `postgres://ada:geheim@127.0.0.1:${closedPort}/x?sslmode=verify-full&sslrootcert=/nope`,
      }),
      /DATABASE_URL: .*\/nope/,
    ],
    [
      'a port that is none',
      () => ({ PORT: 'abc' }),
      /PORT="abc": must be a number from 0 to 65535/,
    ],
    [
      'a name for answers over UDP',
      () => ({ UDP_RESPONDER: 'udp.example.com' }),
      /UDP_RESPONDER="udp.example.com": must be an address of this machine/,
    ],
    [
      'an address of another machine for answers over UDP',
      () => ({ UDP_RESPONDER: '192.0.2.1', DATA_DIR: join(folder, 'new') }),
      /UDP_RESPONDER="192.0.2.1": cannot listen on UDP port \d+: bind EADDRNOTAVAIL/,
    ],
  ])('%s', async (_, environment, message) => {
    const { status, out, err } = await run(['serve'], '', { PORT: '0', ...environment() });
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).not.toContain('geheim');
  });
});

/** Whether every account may read what lies there. */
function isPublic(path: string): boolean {
  return (statSync(path).mode & 0o5) === 0o5 && (path === '/' || isPublic(dirname(path)));
}

/** A number that no account has. */
const NOBODY = 54_321;

describe.skipIf(process.getuid?.() !== 0 || !isPublic(dirname(MAIN)))('as another account', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'start-'));
    chmodSync(dataDir, 0o755);
  });
  afterEach(() => {
    rmSync(dataDir, { recursive: true });
  });

  it('serve refuses a folder that it may not write in', async () => {
    const { ended } = await startServe({ DATA_DIR: dataDir }, NOBODY);
    const { status, err } = await ended;
    expect(status).toBe(2);
    expect(err).toMatch(
      /^login-doctor: DATA_DIR=".*": this account may not read and write there; name a folder.*\n$/,
    );
  });

  it('serve needs no name of the account', async () => {
    chownSync(dataDir, NOBODY, NOBODY);
    const serve = await startServe({ DATA_DIR: dataDir }, NOBODY);
    const [, url = '', token = ''] = /^(.*)\/enter\/(.*)$/.exec(serve.entry) ?? [];
    const { body } = await request(`${url}/api/session`, 'GET', token);
    expect(body).toMatchObject({ person: 'local user' });
    serve.signal('SIGTERM');
    expect(await serve.ended).toMatchObject({ status: 0, err: '' });
  });
});
