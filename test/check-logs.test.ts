import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogsResult } from '../src/checks/result.ts';
import { MAIN, type Result } from './program.ts';

/** `check --logs` and `--pack` as a user runs them, in a namespace of their own: nothing goes out of this machine. */

const canUnshare = spawnSync('unshare', ['--net', 'true']).status === 0;
if (!canUnshare)
  process.stdout.write('check --logs is left out: this machine denies network namespaces\n');

const PHONE = '13812345678';
const SHOWN = 'user 手机号 ‹phone› onLogin -1018';

let folder = '';
let logs = '';
let packed = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'check-logs-'));
  logs = join(folder, 'logs');
  packed = join(folder, 'logs.gz');
  mkdirSync(logs);
  writeFileSync(join(logs, 'sdk.log'), `user 手机号 ${PHONE} onLogin -1018\n`);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** One host is enough: it is the logs that count here. */
function start(args: readonly string[], limits = 'true') {
  const command = [process.execPath, MAIN, 'check', '--host', '192.0.2.1', ...args];
  return spawn('unshare', ['--net', 'sh', '-c', `${limits}; exec "$@"`, 'sh', ...command], {
    env: { PATH: process.env.PATH ?? '', HOME: folder, LANG: 'C.UTF-8' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
}

async function ended(child: ReturnType<typeof start>): Promise<Result> {
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [out, err] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { status: (await closed)[0], out, err };
}

const check = (...args: readonly string[]): Promise<Result> => ended(start(args));

describe.runIf(canUnshare)('the logs of the last day', () => {
  it('are shown, redacted, behind the verdict; nothing is written', async () => {
    const { status, out, err } = await check('--logs', logs);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(out).toMatch(/No way out to the internet[^]*sdk\.log/);
    expect(out).toContain(SHOWN);
    expect(out).not.toContain(PHONE);
    expect(out).toContain('nothing was written');
    expect(existsSync(packed)).toBe(false);
  });

  it('are packed where it is asked for, readable for this account alone, and told in the JSON', async () => {
    const { out, err } = await check('--json', '--logs', logs, '--pack', packed);
    expect(err).toBe('');
    const answer = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(answer)).toEqual(['verdict', 'results', 'logs']);
    const { finding, evidence } = LogsResult.parse(answer.logs);
    expect(finding).toBe('found');
    expect(evidence.preview).toContain(SHOWN);
    expect(gunzipSync(readFileSync(packed)).toString()).toBe(`${evidence.preview.join('\n')}\n`);
    expect(statSync(packed).mode & 0o777).toBe(0o600);
  });

  it('leave no file where there are none', async () => {
    rmSync(join(logs, 'sdk.log'));
    const { out, err } = await check('--logs', logs, '--pack', packed);
    expect(err).toBe('');
    expect(out).toContain('nothing was written');
    expect(existsSync(packed)).toBe(false);
  });

  it('are not measured for in vain: a file that is there already is told first, and stays', async () => {
    writeFileSync(packed, 'mine');
    const { status, out, err } = await check('--logs', logs, '--pack', packed);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(/^login-doctor: cannot write \S+logs\.gz: EEXIST.*\n$/);
    expect(readFileSync(packed, 'utf8')).toBe('mine');
  });

  it('leave no half a file where there is no room for a whole one', async () => {
    // Nothing can compress these well, and a file may have no more than a few blocks.
    const lines = Array.from({ length: 9000 }, () => `${randomBytes(3).toString('base64')}\n`);
    writeFileSync(join(logs, 'sdk.log'), lines.join(''));
    const { status, err } = await ended(start(['--logs', logs, '--pack', packed], 'ulimit -f 4'));
    expect(status).toBe(2);
    expect(err).toMatch(/^login-doctor: cannot write \S+logs\.gz: EFBIG.*\n$/);
    expect(existsSync(packed)).toBe(false);
  });

  it('leave no file where the person ends it', async () => {
    const child = start(['--logs', logs, '--pack', packed]);
    child.stdout.once('data', () => child.kill('SIGINT'));
    const { status, err } = await ended(child);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(existsSync(packed)).toBe(false);
  });
});
