import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { collectLogs } from '../../src/checks/collect-logs.ts';
import { findLogs, type LogFile } from '../../src/checks/log-files.ts';
import { logPatternsOf, type LogSources } from '../../src/checks/log-folders.ts';
import { packLogs, type PackOptions } from '../../src/checks/logs-pack.ts';
import { LogsResult } from '../../src/checks/result.ts';
import { loadPack } from '../../src/knowledge/load.ts';

const FROM = new Date('2026-01-10T08:00:00Z');
const TO = new Date('2026-01-10T10:00:00Z');
const DURING = new Date('2026-01-10T09:00:00Z');
const SECONDS = 1000;
const SECRETS = {
  jwt: `eyJhbGciOiJSUzI1NiJ9.${Buffer.from('{"sub":"alice","exp":1}').toString('base64url')}.c2lnbmF0dXJl`,
  phone: '13812345678',
  password: 'Summer2024!',
};
const LINES = `09:00:01 login https://acme.sso.meeting.qq.com/login?id_token=${SECRETS.jwt}
09:00:02 user 手机号 ${SECRETS.phone} password=${SECRETS.password}
09:00:03 登录失败 onLogin -1018
`;

let home = '';
let folder = '';
beforeEach(() => {
  home = realpathSync(mkdtempSync(join(tmpdir(), 'home-')));
  folder = join(home, 'logs');
  mkdirSync(folder);
});
afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

function write(name: string, content: string | Buffer = LINES, modified = DURING): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  utimesSync(path, modified, modified);
  return path;
}

async function check(
  sources: Partial<LogSources> = {},
  signal = new AbortController().signal,
): Promise<LogsResult> {
  const { result } = await collectLogs(
    { from: FROM, to: TO },
    { folders: [folder], patterns: [], home, ...sources },
    { signal, limitMs: 10_000 },
  );
  expect(LogsResult.parse(result)).toEqual(result);
  return result;
}

const names = ({ evidence }: LogsResult): string[] => evidence.files.map(({ name }) => name);

async function found(): Promise<readonly LogFile[]> {
  return (await findLogs([folder], { from: FROM, to: TO }, AbortSignal.timeout(10_000))).files;
}

async function packed(files: readonly LogFile[], options?: PackOptions): Promise<string> {
  const into = new PassThrough();
  const [bytes] = await Promise.all([buffer(into), packLogs(files, into, options)]);
  return gunzipSync(bytes).toString('utf8');
}

describe('which logs are found', () => {
  it('those changed in the window, both ends of it, oldest first', async () => {
    write('d', '', new Date(TO.getTime() + SECONDS));
    write('c', '', TO);
    write('b', '', FROM);
    write('a', '', new Date(FROM.getTime() - SECONDS));
    const result = await check();
    expect(names(result)).toEqual(['b', 'c']);
    expect(result).toMatchObject({ status: 'ok', finding: 'found', target: '-' });
    expect(result.evidence).toMatchObject({
      folders: ['~/logs'],
      from: FROM.toISOString(),
      leftOut: 0,
    });
  });

  it('one that was born in the window and is still written to', async () => {
    const now = Date.now();
    writeFileSync(join(folder, 'hour.log'), LINES);
    const window = { from: new Date(now - 60 * SECONDS), to: new Date(now + 60 * SECONDS) };
    utimesSync(
      join(folder, 'hour.log'),
      new Date(now + 3600 * SECONDS),
      new Date(now + 3600 * SECONDS),
    );
    const { files } = await findLogs([folder], window, AbortSignal.timeout(10_000));
    expect(files.map(({ name }) => name)).toEqual(['hour.log']);
  });

  it('in folders below, but not without end', async () => {
    write('a/b/c/one.log');
    write('a/b/c/d/e/f/g/deep.log');
    expect(names(await check())).toEqual(['a/b/c/one.log']);
  });

  it('no link is followed, and no pipe is waited for', async () => {
    writeFileSync(join(home, 'private.txt'), 'outside');
    mkdirSync(join(home, 'elsewhere'));
    writeFileSync(join(home, 'elsewhere', 'more.txt'), 'outside');
    symlinkSync(join(home, 'private.txt'), join(folder, 'link.log'));
    symlinkSync(join(home, 'elsewhere'), join(folder, 'linked'));
    spawnSync('mkfifo', [join(folder, 'pipe.log')]);
    expect(await check()).toMatchObject({ finding: 'none-in-window', status: 'inconclusive' });
  });

  it('the last 200 of them, and how many more there are', async () => {
    for (let at = 0; at < 230; at++)
      write(`${at}.log`, 'x\n', new Date(FROM.getTime() + at * SECONDS));
    const result = await check();
    expect(result.evidence.files.length).toBe(200);
    expect(names(result)[0]).toBe('30.log');
    expect(result.evidence.leftOut).toBe(30);
  });

  it('by the pattern of the pack, behind whose beginning no link is followed', async () => {
    const { escalation } = loadPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
    expect(logPatternsOf(escalation, 'linux')).toEqual([]);
    const patterns = logPatternsOf(escalation, 'darwin');
    const containers = join(home, 'Library/Containers');
    const logs = join(containers, 'com.example.app/Data/Library/Global/Logs');
    mkdirSync(logs, { recursive: true });
    cpSync(write('one.log'), join(logs, 'one.log'), { preserveTimestamps: true });
    mkdirSync(join(containers, 'com.example.other/Data/Library/Global'), { recursive: true });
    symlinkSync(folder, join(containers, 'com.example.other/Data/Library/Global/Logs'));
    const result = await check({ patterns, folders: [] });
    expect(result.evidence.folders).toEqual([
      '~/Library/Containers/com.example.app/Data/Library/Global/Logs',
    ]);
    expect(names(result)).toEqual(['one.log']);
  });

  it.each(['~/nowhere', '', '/dev/null', 'a\0b'])('in %j: no folder', async (named) => {
    expect(await check({ folders: [named] })).toMatchObject({ finding: 'no-folder' });
  });

  it('a name that a person wrote holds no wildcard, and a folder may stand twice', async () => {
    write('one.log');
    expect(await check({ folders: [join(home, '*')] })).toMatchObject({ finding: 'no-folder' });
    expect(names(await check({ folders: [folder, '~/logs'] }))).toEqual(['one.log']);
  });
});

describe('what would leave the machine', () => {
  const free = (text: string): void => {
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret);
  };

  it.each([
    ['UTF-8', Buffer.from(LINES)],
    ['UTF-16, little end first', Buffer.from(`\ufeff${LINES}`, 'utf16le')],
    ['UTF-16, big end first', Buffer.from(`\ufeff${LINES}`, 'utf16le').swap16()],
    // "登录失败" and "手机号" in GB 18030.
    [
      'GB 18030',
      Buffer.concat(
        LINES.split(/(手机号|登录失败)/).map((part) =>
          part === '手机号'
            ? Buffer.from('cad6bbfabac5', 'hex')
            : part === '登录失败'
              ? Buffer.from('b5c7c2bccaa7b0dc', 'hex')
              : Buffer.from(part),
        ),
      ),
    ],
  ])('is redacted: %s', async (_, content) => {
    write('sdk.log', content);
    const { evidence } = await check();
    const preview = evidence.preview.join('\n');
    expect(preview).toMatch(/^===== sdk\.log \(\d+ bytes, 2026-01-10T09:00:00\.000Z\) =====$/m);
    expect(preview).toContain('09:00:03 登录失败 onLogin -1018');
    expect(preview).toContain('‹phone›');
    free(preview);
    expect(await packed(await found())).toBe(`${preview}\n`);
  });

  it('is what was found at first, whatever comes later', async () => {
    write('1.log', 'early');
    const sources = { folders: [folder], patterns: [], home };
    const context = { signal: new AbortController().signal, limitMs: 10_000 };
    const { result, pack } = await collectLogs({ from: FROM, to: TO }, sources, context);
    write('2.log', 'late');
    const into = new PassThrough();
    const [bytes] = await Promise.all([buffer(into), pack(into)]);
    expect(gunzipSync(bytes).toString()).toBe(`${result.evidence.preview.join('\n')}\n`);
  });

  it('is redacted before lines are cut', async () => {
    write('sdk.log', `${'a '.repeat(245)}password=${SECRETS.password}\n`.repeat(60));
    const { preview } = (await check()).evidence;
    expect(preview.length).toBe(40);
    expect(Math.max(...preview.map(({ length }) => length))).toBe(500);
    expect(preview.join('\n')).not.toContain('Summer');
  });

  it('names of files and folders are redacted too', async () => {
    write(`u_${SECRETS.phone}/token=${SECRETS.jwt}.log`.replaceAll('u_', ''), 'x\n');
    free(JSON.stringify((await check()).evidence));
  });

  it('a secret across the pieces that are read is found', async () => {
    const line = `09:00:00 ${'x '.repeat(45)}\n`;
    // The pieces are 64 KB: the secrets stand around each of their ends.
    for (const shift of [0, 60]) {
      const lines = line
        .repeat(654)
        .slice(0, 65_536 - 40 - shift)
        .replace(/[^\n]*$/, '');
      const block = `${lines}user ${SECRETS.phone} password=${SECRETS.password} ${SECRETS.jwt}\n`;
      write(`${shift}.log`, block.repeat(6));
    }
    const text = await packed(await found());
    free(text);
    expect(text.match(/‹phone›/g)?.length).toBe(12);
  });

  it('no more than so much of each file, and nothing of a line that was cut', async () => {
    write('sdk.log', `first line\nsecond ${SECRETS.phone}\n`);
    const text = await packed(await found(), { mostBytes: 25 });
    expect(text.split('\n').slice(1)).toEqual([
      'first line',
      '… (left out: what follows the first 25 bytes)',
      '',
    ]);
  });

  it('no more than so much in all; the last ones count most', async () => {
    write('1.log', 'early', FROM);
    write('2.log', 'later on', DURING);
    write('3.log', 'last', TO);
    const text = await packed(await found(), { mostBytesInAll: 12 });
    expect(text).toMatch(
      /1\.log .*\n… \(left out: .*\n.*2\.log .*\nlater on\n.*3\.log .*\nlast\n$/,
    );
  });

  it('a gigabyte of nothing is no text; behind some text it is read up to the bound', async () => {
    truncateSync(write('empty.log', ''), 1024 ** 3);
    truncateSync(write('some.log', LINES.repeat(500)), 1024 ** 3);
    for (const name of ['empty.log', 'some.log']) utimesSync(join(folder, name), DURING, DURING);
    const started = performance.now();
    const { evidence } = await check();
    expect(evidence.files.map(({ bytes }) => bytes)).toEqual([1024 ** 3, 1024 ** 3]);
    expect(evidence.preview[1]).toBe('… (left out: it is binary data, not text)');
    const before = process.memoryUsage.rss();
    const text = await packed(await found());
    expect(text).toMatch(
      /a line too long to be looked through[^]*what follows the first 67108864 bytes/,
    );
    expect(process.memoryUsage.rss() - before).toBeLessThan(200e6);
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it('says of a file that it is gone, or that another one stands in its place', async () => {
    const gone = write('1.log');
    const swapped = write('2.log');
    const linked = write('3.log');
    write('4.log', 'still here');
    writeFileSync(join(home, 'private.txt'), 'outside');
    const files = await found();
    rmSync(gone);
    renameSync(join(home, 'private.txt'), swapped);
    rmSync(linked);
    symlinkSync('/etc/passwd', linked);
    const text = await packed(files);
    expect(text).toMatch(
      /1\.log .*\n… \(left out: it cannot be read, ENOENT\)\n.*2\.log .*\n… \(left out: another file has taken its place\)\n.*3\.log .*\n… \(left out: it cannot be read, ELOOP\)\n.*4\.log .*\nstill here\n$/,
    );
    expect(text).not.toMatch(/outside|root:/);
  });

  it('does not read through a folder that was moved away and replaced by a link', async () => {
    write('inner/sdk.log', 'inside');
    const files = await found();
    renameSync(join(folder, 'inner'), join(home, 'moved'));
    symlinkSync(join(home, 'moved'), join(folder, 'inner'));
    expect(await packed(files)).toMatch(/another file has taken its place/);
  });

  it.runIf(process.getuid)('says of a file that it may not be read', async () => {
    const path = write('locked.log');
    chmodSync(path, 0);
    chmodSync(home, 0o755);
    chmodSync(folder, 0o755);
    const own = process.geteuid?.() ?? 0;
    // The superuser may read everything.
    if (own === 0) process.seteuid?.(65_534);
    try {
      const { evidence } = await check();
      expect(evidence.files.length).toBe(1);
      expect(evidence.preview[1]).toBe('… (left out: it cannot be read, EACCES)');
    } finally {
      if (own === 0) process.seteuid?.(own);
    }
  });

  it('ends at once when it is aborted, and packing as well', async () => {
    for (let at = 0; at < 50; at++) write(`${at}.log`, LINES.repeat(2000));
    const ended = AbortSignal.abort();
    const started = performance.now();
    const { finding } = await check({}, ended);
    expect(finding).not.toBe('found');
    expect(performance.now() - started).toBeLessThan(500);
    const into = new Writable({ write: (_chunk, _encoding, done) => setTimeout(done, 5) });
    await expect(
      packLogs(await found(), into, { signal: AbortSignal.timeout(50) }),
    ).rejects.toThrow();
  });

  it('fails with what the place it is written to fails with', async () => {
    write('sdk.log', LINES.repeat(5000));
    const full = new Writable({
      write: (_chunk, _encoding, done) => {
        done(new Error('no space left'));
      },
    });
    await expect(packLogs(await found(), full)).rejects.toThrow('no space left');
  });
});
