import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CheckResult } from '../src/checks/result.ts';
import type { VerdictReport } from '../src/conversation/sweep-report.ts';
import type { FaultName } from './lab/faults.ts';
import { openLab, type Lab } from './lab/lab.ts';
import { laboratoryName } from './lab/leftovers.ts';
import { openMachine, type Machine } from './lab/machine.ts';
import { canRunLab } from './lab/requirements.ts';
import { MAIN, type Result } from './program.ts';

/** `login-doctor check` as a user runs it, and nowhere but in namespaces: nothing may go out of this machine. */

const COMMAND = [process.execPath, MAIN, 'check'];
const ENVIRONMENT = { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '', LANG: 'C.UTF-8' };

async function ended(child: ChildProcess): Promise<Result> {
  const { stdin, stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('no output');
  stdin?.end();
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [out, err] = await Promise.all([text(stdout), text(stderr)]);
  return { status: (await closed)[0], out, err };
}

interface Answer {
  readonly verdict: VerdictReport;
  readonly results: readonly CheckResult[];
}

function answerOf({ out }: Result): Answer {
  return JSON.parse(out) as Answer;
}

/** The lines that told of checks as they ended: those before the first empty line behind the heading. */
function progressIn({ out }: Result): string[] {
  return out.split('\n\n')[1]?.split('\n') ?? [];
}

function leftOut(what: string, why: string): void {
  process.stdout.write(`${what} are left out: ${why}\n`);
}

/** Where there is not even a loopback device that is up. */
const WITHOUT_NETWORK = ['unshare', '--net'];
const canUnshare = spawnSync('unshare', ['--net', 'true']).status === 0;
if (!canUnshare) leftOut('Sweeps without a network', 'this machine denies network namespaces');

function runWithoutNetwork(args: readonly string[]): Promise<Result> {
  const [program = '', ...rest] = [...WITHOUT_NETWORK, ...COMMAND, ...args];
  return ended(spawn(program, rest, { env: ENVIRONMENT, timeout: 60_000 }));
}

describe.runIf(canUnshare)('check without a network', () => {
  it('tells each check as it ends, a verdict, the owner, a table and the next step', async () => {
    const result = await runWithoutNetwork([]);
    expect({ status: result.status, err: result.err }).toEqual({ status: 1, err: '' });
    const [, count = ''] = /Measuring from this machine: (\d+) checks/.exec(result.out) ?? [];
    expect(Number(count)).toBeGreaterThan(30);
    expect(progressIn(result)).toHaveLength(Number(count));
    for (const line of progressIn(result)) expect(line).toMatch(/^ {2}[✓✗!~?–] \S/);
    for (const said of [
      '\nNo way out to the internet\n',
      'Owner of the fix: the affected user',
      'this machine (IPv4 and IPv6): IPv4 is not there, IPv6 is not there',
      '\nEvery check\n',
      'Next in the runbook: Try every address that the SDK needs',
    ])
      expect(result.out).toContain(said);
    // What has no address was not tried, and is not counted as if it had been.
    const [, measured = ''] =
      new RegExp(`Measured: (\\d+) of ${count} checks`).exec(result.out) ?? [];
    expect(Number(measured)).toBeGreaterThan(0);
    expect(Number(measured)).toBeLessThan(Number(count));
    expect(result.out).toMatch(/\n {2}quic\.conn\.wemeet\.qq\.com +✗ +80 \? {2}443 \? {2}8080 \?/);
    // eslint-disable-next-line no-control-regex -- a pipe gets no colours
    expect(result.out).not.toMatch(/\u001b/);
  });

  it('speaks Chinese', async () => {
    const { status, out, err } = await runWithoutNetwork(['--lang', 'zh', '登录报错 -1018']);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    for (const said of [
      '正在从这台机器检测',
      '\n完全无法访问外网\n',
      '处理方：用户本人',
      '全部检测结果',
    ])
      expect(out).toContain(said);
    expect(out).not.toMatch(/Measur|blocked|Owner/);
  });

  it('answers --json with one object of the contract, and nothing else', async () => {
    const result = await runWithoutNetwork(['--json', '--sso', 'acme.sso.meeting.qq.com', '-1018']);
    expect({ status: result.status, err: result.err }).toEqual({ status: 1, err: '' });
    const { verdict, results } = answerOf(result);
    expect(Object.keys(answerOf(result))).toEqual(['verdict', 'results']);
    expect(Object.keys(verdict)).toEqual([
      'cause',
      'owner',
      'advice',
      'evidence',
      'nextStep',
      'causes',
      'undetermined',
    ]);
    expect(verdict).toMatchObject({ cause: 'no-network', owner: 'user', nextStep: 'endpoints' });
    expect(Object.keys(verdict.advice ?? {})).toEqual(['en', 'zh']);
    expect(verdict.evidence[0]).toMatchObject({ kind: 'ip-families', finding: 'neither' });
    expect(verdict.causes.map(({ cause }) => cause)).toEqual(['no-network']);
    for (const each of results) expect(CheckResult.parse(each)).toEqual(each);
    expect(results).toContainEqual(
      expect.objectContaining({ kind: 'dns', target: 'acme.sso.meeting.qq.com' }),
    );
    expect(results.some(({ kind }) => kind === 'logs')).toBe(false);
  });

  it('tells one silent host from no network', async () => {
    const result = await runWithoutNetwork(['--json', '--host', 'work.medialab.qq.com']);
    expect(result.status).toBe(1);
    expect(answerOf(result).verdict.cause).toBe('no-network');
    const kinds = answerOf(result).results.map(({ kind }) => kind);
    expect(kinds.sort()).toEqual(['dns', 'ip-families', 'tcp', 'tcp', 'tls']);
  });

  it('reads a host however it is written', async () => {
    const { results } = answerOf(
      await runWithoutNetwork([
        '--json',
        ...['--host', 'CONN.wemeet.Tencent.com.', '--host', '2001:4860:4860::8888'],
        ...['--host', '[2001:4860:4860::8844]:443', '--host', '中国.example.com'],
      ]),
    );
    expect(results.filter(({ status }) => status === 'failed')).toEqual([]);
    expect(results.map(({ kind, target }) => `${kind} ${target}`).sort()).toEqual(
      [
        'dns conn.wemeet.tencent.com',
        'tcp conn.wemeet.tencent.com:443',
        'tls conn.wemeet.tencent.com:443',
        'ping 2001:4860:4860::8888',
        'tcp [2001:4860:4860::8888]:443',
        'tls [2001:4860:4860::8888]:443',
        'ping 2001:4860:4860::8844',
        'tcp [2001:4860:4860::8844]:443',
        'tls [2001:4860:4860::8844]:443',
        'dns xn--fiqs8s.example.com',
        'tcp xn--fiqs8s.example.com:443',
        'tls xn--fiqs8s.example.com:443',
        'ip-families -',
      ].sort(),
    );
  });

  it.each([
    ['0x7f.1', 'it is not a plain host name, address or web address'],
    ['2130706433', 'it is not a plain host name, address or web address'],
    ['127.1', 'it is not a plain host name, address or web address'],
    ['a b.example.com', 'it is not a plain host name, address or web address'],
    ['a.example.com..', 'it is not a plain host name, address or web address'],
    ['-v', 'it is not a plain host name, address or web address'],
    ['$(id).example.com', 'it is not a plain host name, address or web address'],
    ['https://conn.wemeet.tencent.com/', 'it is not a plain host name, address or web address'],
    ['user@conn.wemeet.tencent.com', 'it is not a plain host name, address or web address'],
    [`${'a'.repeat(64)}.example.com`, 'it is not a plain host name, address or web address'],
    ['conn.wemeet.tencent.com\u001b[31m', 'it is not a plain host name, address or web address'],
    ['conn.wemeet.tencent.com:99999', 'it is not a plain host name, address or web address'],
    ['[::ffff:10.0.0.1]', 'it is no address of the public internet'],
    ['::ffff:a00:1', 'it is no address of the public internet'],
    ['10.0.0.1', 'it is no address of the public internet'],
    ['0.0.0.0', 'it is no address of the public internet'],
    ['127.0.0.1:80', 'it is no address of the public internet'],
    ['[::1]:443', 'it is no address of the public internet'],
    ['169.254.169.254', 'it is no address of the public internet'],
    ['localhost.', 'it is a name of the local network'],
    ['router.local', 'it is a name of the local network'],
    ['8.8.8.8:22', 'the product does not use this port'],
  ])('refuses %j and says why: %s', async (host, why) => {
    const { status, out, err } = await runWithoutNetwork(['--lang', 'en', '--host', host]);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    const refused = out.match(/^ {2}– .*$/gm) ?? [];
    expect(refused.length).toBeGreaterThan(0);
    for (const line of refused) expect(line).toContain(`: not measured: ${why}`);
    // eslint-disable-next-line no-control-regex -- the host may hold what steers a terminal
    expect(out).not.toMatch(/\u001b/);
  });

  it('takes what was refused for no evidence, and tells all of it as not measured', async () => {
    const { verdict, results } = answerOf(
      await runWithoutNetwork(['--json', '--host', 'localhost', '--host', '10.0.0.1']),
    );
    const refused = results.filter(({ status }) => status === 'failed');
    expect(refused.map(({ finding }) => finding)).toEqual(refused.map(() => 'not-allowed'));
    for (const each of verdict.causes.flatMap(({ evidence }) => evidence))
      expect(each.status).not.toBe('failed');
    expect(verdict.undetermined.filter(({ status }) => status === 'failed')).toHaveLength(
      refused.length,
    );
  });

  it.each([
    ['an unknown option', ['--hosts', 'x'], 'check knows no --hosts'],
    ['a bad SSO domain', ['--sso', 'not a domain!'], '--sso cannot be "not a domain!"'],
    ['an empty host', ['--host', ''], '--host is empty'],
    ['a host that is missing', ['--host'], '--host needs a value'],
    ['a language that it does not speak', ['--lang', 'fr'], '--lang cannot be "fr"'],
    ['a value of a switch', ['--json=yes'], '--json takes no value'],
  ])('refuses %s in one line, with status 2', async (_, args, wanted) => {
    const { status, out, err } = await runWithoutNetwork(args);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toContain(wanted);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
  });

  it('refuses a UDP responder that is no host name', async () => {
    const env = { ...ENVIRONMENT, UDP_CONTROL: '10.0.0.1' };
    const [program = '', ...rest] = [...WITHOUT_NETWORK, ...COMMAND];
    const { status, err } = await ended(spawn(program, rest, { env, timeout: 60_000 }));
    expect(status).toBe(2);
    expect(err).toMatch(/^login-doctor: UDP_CONTROL="10\.0\.0\.1": must be a host name.*\n$/);
  });
});

const cannot = canRunLab();
if (cannot !== null) leftOut('Sweeps in a machine of their own', cannot);

/** Addresses of the public internet by their number; here they lead nowhere but into the machine itself. The last drops all. */
const OPEN = '20.0.0.1';
const HALF_OPEN = '20.0.0.2';
const SHUT = '20.0.0.3';
const SILENT = '20.0.0.4';
const HOSTS = `
127.0.0.1 localhost
${OPEN} conn.wemeet.tencent.com open.example.com
${HALF_OPEN} work.medialab.qq.com
${SHUT} quic.conn.wemeet.qq.com updatecdn.meeting.qq.com report.meeting.tencent.com
10.0.0.7 private.example.com
`;
/** Something that answers on port 443, though not in TLS, and port 80 on two addresses. */
const SERVERS = `
  const { createServer } = require('node:net');
  const places = [['${OPEN}', 80], ['${OPEN}', 443], ['${HALF_OPEN}', 80]];
  let open = 0;
  for (const [host, port] of places)
    createServer((socket) => socket.on('error', () => {}).end('220 hello\\r\\n'))
      .listen(port, host, () => ++open === places.length && console.log('ready'));`;

describe.runIf(cannot === null)('check on a machine whose internet is itself', () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = await openMachine(`${laboratoryName()}-alone`, {
      files: { hosts: HOSTS, 'resolv.conf': `nameserver ${SILENT}\n` },
    });
    const batch = [
      'link set lo up',
      'link add eth0 type veth peer name far0',
      'link set eth0 up',
      'link set far0 up',
      ...[OPEN, HALF_OPEN, SHUT, SILENT].map((address) => `address add ${address}/32 dev eth0`),
    ];
    await machine.run(['ip', '-batch', '-'], `${batch.join('\n')}\n`);
    const rule = `add rule inet own input ip daddr ${SILENT} drop`;
    await machine.run(
      ['nft', '-f', '-'],
      `add table inet own\nadd chain inet own input { type filter hook input priority 0; }\n${rule}\n`,
    );
    const servers = machine.spawn([process.execPath, '-e', SERVERS], { stdio: 'pipe' });
    if (servers.stdout) await once(servers.stdout, 'data');
  });
  afterAll(() => machine.close());

  const start = (...args: readonly string[]): ChildProcess =>
    machine.spawn([...COMMAND, ...args], {
      env: ENVIRONMENT,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
  const check = (...args: readonly string[]): Promise<Result> => ended(start(...args));

  it('ends with status 0 where all that was asked works', async () => {
    const { status, out, err } = await check('--lang', 'en', '--host', 'open.example.com:80');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toMatch(/✓ open\.example\.com {2}name: the hosts file says 20\.0\.0\.1/);
    expect(out).toMatch(/✓ open\.example\.com:80 {2}connection: connects \(\d+ ms\)/);
    expect(out).toContain('\nNo fault found in 3 checks\n');
    expect(out).toContain('Everything that was measured works now.');
  });

  it('names a port that is shut, with its host', async () => {
    const result = await check('--json', '--host', 'work.medialab.qq.com');
    expect(result.status).toBe(1);
    const { verdict } = answerOf(result);
    expect(verdict.causes).toMatchObject([
      { cause: 'port-blocked', targets: ['work.medialab.qq.com:443'], stopsLogin: true },
    ]);
    expect(verdict.advice?.en).toContain('work.medialab.qq.com:443');
    expect(verdict.advice?.zh).toContain('work.medialab.qq.com:443');
  });

  it('ranks a host of the login before one that only receives reports', async () => {
    const hosts = ['report.meeting.tencent.com', 'updatecdn.meeting.qq.com'];
    const { out } = await check('--lang', 'en', ...hosts.flatMap((host) => ['--host', host]));
    const [blocked, reports] = ['A needed host cannot be reached', 'Addresses for reports'].map(
      (title) => out.indexOf(title),
    );
    expect(blocked).toBeGreaterThan(0);
    expect(reports).toBeGreaterThan(blocked ?? 0);
    expect(out).toContain('Beside it, and no reason for a failed login: Addresses for reports');
  });

  it('does not touch what a public name leads to where that is a private address', async () => {
    const { verdict, results } = answerOf(
      await check('--json', '--host', 'private.example.com', '--host', 'localhost.'),
    );
    expect(verdict.causes).toMatchObject([
      { cause: 'wrong-address', targets: ['private.example.com'] },
    ]);
    expect(results.find(({ target }) => target === 'private.example.com:443')).toMatchObject({
      finding: 'no-address',
      evidence: { attempts: [{ address: '10.0.0.7', outcome: 'not-allowed' }] },
    });
  });

  it('says so where something is not right and shows no fault', async () => {
    const { status, out } = await check(
      '--lang',
      'en',
      '--host',
      'conn.wemeet.tencent.com:80',
      '--host',
      'open.example.com:8080',
    );
    expect(status).toBe(1);
    expect(out).toContain('A named address cannot be reached');
    const refused = await check('--lang', 'zh', '--host', 'work.medialab.qq.com:8080');
    expect(refused.status).toBe(1);
    expect(refused.out).toContain('检测结果没有对应到已知的故障');
  });

  it('ends early on Ctrl+C, and says what it has found by then', async () => {
    const started = performance.now();
    const child = start('--lang', 'en', '--host', 'nowhere.example.com');
    child.stdout?.once('data', () => {
      // `nsenter` has one child, which is the program.
      const program = readFileSync(
        `/proc/${child.pid ?? 0}/task/${child.pid ?? 0}/children`,
        'utf8',
      );
      process.kill(Number(program), 'SIGINT');
    });
    const { status, out, err } = await ended(child);
    expect({ status, err }).toEqual({ status: 1, err: '' });
    expect(performance.now() - started).toBeLessThan(4000);
    expect(out).toMatch(/\? nowhere\.example\.com {2}name: no answer from the name server/);
    expect(out).toContain('\nNo fault found in ');
    expect(out).toContain('\nEvery check\n');
  });
});

describe.runIf(cannot === null)('check on the user’s machine of the laboratory', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab();
  });
  afterAll(() => lab.close());

  const check = async (faults: readonly FaultName[], args: readonly string[]): Promise<Result> => {
    await lab.reset();
    await lab.inject(faults);
    return ended(lab.runAsUser([...COMMAND, ...args]));
  };

  it('finds addresses for documentation where the public internet should be, and contacts none', async () => {
    const result = await check(['none'], ['--json', '--host', 'conn.wemeet.tencent.com']);
    expect({ status: result.status, err: result.err }).toEqual({ status: 1, err: '' });
    const { verdict, results } = answerOf(result);
    expect(verdict.causes.map(({ cause }) => cause)).toEqual(['wrong-address']);
    expect(results.find(({ kind }) => kind === 'tls')).toMatchObject({ finding: 'no-address' });
  });

  it('names a proxy tool that makes addresses up', async () => {
    const result = await check(['dns-fake-ip'], ['--json', 'onLogin(-1018)']);
    expect(result.status).toBe(1);
    const { verdict } = answerOf(result);
    expect(verdict).toMatchObject({ cause: 'proxy-tool', owner: 'user', nextStep: 'proxy-tools' });
    expect(verdict.advice?.en).toMatch(/198\.18\.\d+\.\d+/);
  });

  it('names a proxy of the settings that is dead', async () => {
    const { status, out } = await check(
      ['dns-fake-ip', 'system-proxy-dead'],
      ['--lang', 'en', 'onLogin(-1018)'],
    );
    expect(status).toBe(1);
    expect(out).toContain('\nThe proxy in the settings does not answer\n');
    expect(out).toContain('127.0.0.1:7890');
  });
});
