import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MAIN, REPORT_KEYS, run } from './program.ts';

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
    for (const word of [
      'chat',
      'diagnose [TEXT…]',
      '--ndjson',
      'check [TEXT…]',
      'kb lint|test|search|schema',
    ])
      expect(out).toContain(word);
  });

  it('search by what somebody remembers', async () => {
    const { out } = await run(['kb', 'search', 'tokn', 'verfiy', 'faild']);
    expect(out.split('\n')[0]).toContain('-1019');
  });

  it('search by a code or a name, and find nothing where nothing is alike', async () => {
    for (const query of ['1018', '-1018', 'ktmsdkerrorloginneterror']) {
      const { out } = await run(['kb', 'search', query, '--json']);
      expect(JSON.parse(out)).toContainEqual(expect.objectContaining({ code: -1018, score: 1 }));
    }
    expect(await run(['kb', 'search', 'qwertyzxcv'])).toMatchObject({
      status: 1,
      out: 'nothing found for "qwertyzxcv"\n',
    });
  });

  it('cite lines by number only where the number is that of the source', async () => {
    const line = '[2025-06-17 10:22:33] onLogin "code":"-1019"';
    const small = await run(['diagnose', '--lang', 'en'], `one\ntwo\n${line}\n`);
    expect(small.out).toContain(`| line 3: ${line}`);
    const large = await run(['diagnose', '--lang', 'en'], `${'noise\n'.repeat(200_000)}${line}\n`);
    expect(large.out).toContain(`| ${line}`);
  });

  it('tell their version', async () => {
    expect((await run(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('lint the shipped pack, and print schemas', async () => {
    expect(await run(['kb', 'lint'])).toMatchObject({ status: 0 });
    const { out } = await run(['kb', 'schema', 'errors']);
    expect(JSON.parse(out)).toMatchObject({ type: 'object', required: ['errors'] });
  });

  it('talk until the input ends', async () => {
    const { status, out } = await run(['chat'], '-1012\nit works now\n');
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

describe('wrong usage', () => {
  it.each([
    [['{"sdk_token":"Zx9kQ2mW7pLtR4vB"}'], 'there is no command "{"sdk_token":"‹token›"}"'],
    [['kb', 'password=Summer2024!'], 'kb knows no "password=‹password›"'],
    [['say\u001b]0;title\u0007'], 'there is no command "say"'],
    [['chat', 'hello'], 'chat takes no "hello"'],
    [['diagnose', '--json=yes', '-1018'], '--json takes no value'],
    [['diagnose', '--file', '/no/such/file'], 'cannot read /no/such/file'],
  ])('%j is answered by one line that repeats no secret', async (args, wanted) => {
    const { status, out, err } = await run(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(wanted);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('takes what stands behind two dashes for text', async () => {
    const { status, out } = await run(['diagnose', '--', '--help -1018']);
    expect(status).toBe(0);
    expect(out).toContain('kTMSDKErrorLoginNetError');
  });

  it('says in one line that the answer cannot be written', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [MAIN, 'diagnose', '--', '-1018'], {
      stdio: ['ignore', full, 'pipe'],
      timeout: 60_000,
    });
    let err = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (err += text));
    const status = await new Promise((resolve) => child.on('close', resolve));
    closeSync(full);
    expect(status).toBe(2);
    expect(err).toMatch(/^login-doctor: cannot write the answer: .*\n$/);
  });
});
