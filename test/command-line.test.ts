import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const MAIN = join(import.meta.dirname, '../src/main.ts');
const PACK = join(import.meta.dirname, '../knowledge-base/tmsdk-login');
const folder = mkdtempSync(join(tmpdir(), 'login-doctor-'));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

interface Result {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

function run(
  args: readonly string[],
  input: string | Buffer = '',
  environment = {},
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...process.env, LANG: 'C.UTF-8', ...environment },
      timeout: 60_000,
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', reject);
    child.on('close', (status) => {
      resolve({ status, out, err });
    });
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const REPORT_KEYS = [
  'status',
  'errors',
  'cause',
  'category',
  'signals',
  'asks',
  'fixes',
  'checks',
  'language',
  'redactedText',
];

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
    ['an unknown command', ['diagnoze'], '', 'no command "diagnoze"; known: chat, diagnose, kb'],
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

describe('diagnose --ndjson', () => {
  it('answers a thousand lines in order, in one process', async () => {
    const lines = Array.from({ length: 1000 }, (_, id) =>
      JSON.stringify({ id: `case-${id}`, text: id % 2 === 0 ? 'onLogin -1012' : '' }),
    );
    const { status, out } = await run(['diagnose', '--ndjson'], lines.join('\n'));
    expect(status).toBe(0);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; cause: string | null });
    expect(answers.map(({ id }) => id)).toEqual(lines.map((_, at) => `case-${at}`));
    expect(
      answers.every(({ cause }, at) => cause === (at % 2 === 0 ? 'already-logged-in' : null)),
    ).toBe(true);
    expect(Object.keys(answers[0] ?? {})).toEqual(['id', ...REPORT_KEYS]);
  });

  it('answers a bad line in its place, and goes on', async () => {
    const input = '{"id":1,"text":"-1012"}\nnot json\n{"id":2}\n[]\n{"id":3,"text":"-1017"}\n';
    const { status, out } = await run(['diagnose', '--ndjson'], input);
    expect(status).toBe(2);
    const answers = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answers.map(({ id }) => id)).toEqual([1, null, 2, null, 3]);
    expect(answers[1]).toEqual({
      id: null,
      error: {
        code: 'bad-line',
        message: 'the line is not JSON',
        remedy: expect.stringContaining('"text"') as string,
      },
    });
  });
});

describe('the other commands', () => {
  it('are all named by --help', async () => {
    const { status, out } = await run(['--help']);
    expect(status).toBe(0);
    for (const word of ['chat', 'diagnose [TEXT…]', '--ndjson', 'kb lint|test|search|schema'])
      expect(out).toContain(word);
  });

  it('search by what somebody remembers', async () => {
    const { out } = await run(['kb', 'search', 'tokn', 'verfiy', 'faild']);
    expect(out.split('\n')[0]).toContain('-1019');
  });

  it('lint the shipped pack, and print schemas', async () => {
    expect(await run(['kb', 'lint'])).toMatchObject({ status: 0 });
    const { out } = await run(['kb', 'schema', 'errors']);
    expect(JSON.parse(out)).toMatchObject({ type: 'object', required: ['errors'] });
  });

  it('talk: by default, and until the input ends', async () => {
    const { status, out } = await run([], '-1012\nit works now\n');
    expect(status).toBe(0);
    expect(out).toContain('kTMSDKErrorAccountAlreadyLogin');
    expect(out).toContain('closed as solved');
  });

  it('end quietly when the far side of a pipe has read enough', async () => {
    const child = spawn(process.execPath, [MAIN, 'diagnose', '--ndjson'], { timeout: 60_000 });
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.stdin.on('error', () => undefined);
    child.stdout.once('data', () => child.stdout.destroy());
    child.stdin.end('{"id":1,"text":"-1012"}\n'.repeat(5000));
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(err).toBe('');
    expect(status).toBe(0);
  });
});
