import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { REPORT_KEYS, run } from './program.ts';

const PACK = join(import.meta.dirname, '../knowledge-base/tmsdk-login');
const folder = mkdtempSync(join(tmpdir(), 'login-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

describe('diagnose', () => {
  it('answers --json with the fields of the contract, and no others', async () => {
    const { status, out } = await run(['diagnose', '--json', 'onLogin', 'code=-1018']);
    expect(status).toBe(0);
    const report = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(report)).toEqual(REPORT_KEYS);
    expect(report).toMatchObject({
      status: 'diagnosed',
      errors: [{ code: -1018, name: 'kTMSDKErrorLoginNetError' }],
      cause: 'network-path',
      category: 'network',
      asks: ['callback-text', 'sso-domain'],
      language: 'en',
      redactedText: 'onLogin code=-1018',
    });
    expect(Object.keys(report.signals as object)).toEqual([
      'codes',
      'names',
      'callbacks',
      'urls',
      'hosts',
      'ips',
      'tokens',
    ]);
    expect(report.checks).toContainEqual({ kind: 'tcp', target: 'conn.wemeet.tencent.com:443' });
  });

  it('takes a bare negative code for text, not for an option', async () => {
    expect((await run(['diagnose', '-1019'])).out).toContain('kTMSDKErrorTokenVerifyFailed');
  });

  it('reads standard input, and answers in the language asked for', async () => {
    const { out } = await run(['diagnose', '--lang', 'zh'], 'onLogin -1012');
    expect(out).toContain('账号已登录');
  });

  it('reads a log in GBK, in UTF-16 and with broken bytes', async () => {
    // "错误码" in GBK.
    const gbk = Buffer.concat([
      Buffer.from('b4edcef3c2eb', 'hex'),
      Buffer.from(' -1021 onLogin\n'),
    ]);
    const read = async (content: Buffer): Promise<unknown> => {
      const { out } = await run(['diagnose', '--json', '--file', file('log', content)]);
      return JSON.parse(out);
    };
    expect(await read(gbk)).toMatchObject({
      cause: 'account-switch-without-logout',
      redactedText: '错误码 -1021 onLogin\n',
    });
    const wide = Buffer.from('\ufeffonLogin -1017', 'utf16le');
    expect(await read(wide)).toMatchObject({ cause: 'login-in-progress' });
    const broken = Buffer.concat([Buffer.from('onLogin -1012 '), Buffer.from([0xff, 0xfe, 0x80])]);
    expect(await read(broken)).toMatchObject({ cause: 'already-logged-in' });
  });

  it('finds one failure in a log of several megabytes', async () => {
    const line = '2025-06-17 10:22:33 INFO media seq=1000 id=-1000 code=0 ok\n';
    const log =
      line.repeat(60_000) + '2025-06-17 10:22:34 onLogin code=-1019\n' + line.repeat(20_000);
    const { out } = await run(['diagnose', '--json', '--file', file('big.log', log)]);
    expect(JSON.parse(out)).toMatchObject({ cause: 'sdk-token-rejected' });
  });

  it.each([
    ['empty text', ['diagnose', ' '], '', 'no text to diagnose'],
    ['an empty input', ['diagnose'], '', 'no text to diagnose'],
    ['a missing file', ['diagnose', '--file', '/no/such/file'], '', 'cannot read /no/such/file'],
    ['a file without a name', ['diagnose', '--file'], '', '--file needs a value'],
    ['an unknown option', ['diagnose', '--colour'], '', 'known: --file, --json, --ndjson, --lang'],
    ['an unknown language', ['diagnose', '--lang', 'fr', '-1018'], '', 'cannot be "fr"'],
    [
      'an unknown command',
      ['diagnoze'],
      '',
      'no command "diagnoze"; known: serve, chat, diagnose, check, companion, kb',
    ],
    ['an unknown subcommand', ['kb', 'lnt'], '', 'kb knows no "lnt"; known: lint, test'],
    ['nothing to search for', ['kb', 'search'], '', 'nothing to search for'],
    ['a picture', ['diagnose'], '\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0', 'not text'],
  ])('refuses %s in one line, with status 2', async (_, args, input, wanted) => {
    const { status, out, err } = await run(args, Buffer.from(input, 'latin1'));
    expect(status).toBe(2);
    expect(out).toBe('');
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toContain(wanted);
  });

  it('takes options before the command too, and tells of one command alone, within 80 columns', async () => {
    expect((await run(['--lang', 'zh', 'diagnose', '-1012'])).out).toContain('账号已登录');
    const none = await run(['--lang', 'zh']);
    expect([none.status, none.err]).toEqual([
      2,
      'login-doctor: serve knows no --lang; it takes no options; write: serve\n',
    ]);
    // Neither the value of an option nor what stands behind "--" is a command, and nothing is measured by mistake.
    expect((await run(['--', 'check'])).err).toContain('serve takes no "check"');
    expect((await run(['--file', 'check', 'diagnose'])).err).toContain('no such file');
    const whole = (await run(['--help'])).out;
    const alone = (await run(['--lang', 'zh', 'companion', '--help'])).out;
    expect(alone).toContain('--server URL');
    expect(alone).not.toContain('diagnose');
    for (const line of `${whole}${alone}`.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
  });

  it('names what is near to an unknown code as a question', async () => {
    const { out } = await run(['diagnose', 'error code -10190']);
    expect(out).toContain('I do not know a code -10190');
    expect(out).toContain('Could it be one of these?');
    expect(out).not.toContain('Cause:');
  });

  it('prints no colour and no steering character into a pipe', async () => {
    const { out } = await run(['diagnose', 'onLogin -1018 \u001b[31mred\u001b[0m \u202e \u0007']);
    // eslint-disable-next-line no-control-regex -- the characters that must not be there
    expect(out).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u202a-\u202e]/);
  });

  it('starts nothing with a broken pack, and names everything that is wrong', async () => {
    const broken = join(folder, 'packs/broken');
    cpSync(PACK, broken, { recursive: true });
    const errors = readFileSync(join(broken, 'errors.yaml'), 'utf8');
    writeFileSync(join(broken, 'errors.yaml'), errors.replace('kind: login', 'kind: logon'));
    writeFileSync(join(broken, 'lookalikes.yaml'), 'lookalikes: 7');
    const environment = { KNOWLEDGE_DIR: join(folder, 'packs') };
    for (const args of [['diagnose', '-1018'], ['chat'], ['kb', 'search', 'x']]) {
      const { status, out, err } = await run(args, '', environment);
      expect(status).toBe(2);
      expect(out).toBe('');
      expect(err).toMatch(/errors\.yaml:\d+:\d+ "logon" is not allowed/);
      expect(err).toMatch(/lookalikes\.yaml:1:\d+ /);
    }
    expect((await run(['kb', 'lint'], '', environment)).status).toBe(1);
  });

  it('says where packs are looked for when there are none', async () => {
    const { status, err } = await run(['diagnose', '-1018'], '', { KNOWLEDGE_DIR: '/no/packs' });
    expect(status).toBe(2);
    expect(err).toContain('no knowledge pack in /no/packs');
  });
});
