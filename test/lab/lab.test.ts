import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPack } from '../../src/knowledge/open.ts';
import { evidenceIn, type Expected } from './evidence.ts';
import { FAULT_NAMES, type FaultName } from './faults.ts';
import { openLab, type Lab } from './lab.ts';
import { runToEnd } from './machine.ts';
import { canRunLab } from './requirements.ts';
import { worldOf } from './world.ts';

const PROBE = join(import.meta.dirname, 'probe.ts');
const RUN = join(import.meta.dirname, 'run.ts');
const LIMIT_MS = 700;
const SIDE_BY_SIDE = 4;

const EVIDENCE = evidenceIn(
  worldOf((await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'))).pack),
);

const missing = canRunLab();
// eslint-disable-next-line no-console -- whoever runs the tests is to know what was left out
if (missing !== null) console.warn(`The fault laboratory is left out: ${missing}.`);

/** Laboratories, of which each test takes one for itself. */
const free: Lab[] = [];
const waiting: ((lab: Lab) => void)[] = [];

async function take(): Promise<Lab> {
  return free.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
}

function giveBack(lab: Lab): void {
  const next = waiting.shift();
  if (next) next(lab);
  else free.push(lab);
}

/** Everything that the probes see otherwise than expected. */
async function amiss(lab: Lab, expected: Expected, limitMs = LIMIT_MS): Promise<string[]> {
  const questions = Object.keys(expected);
  if (questions.length === 0) return [];
  const argv = [process.execPath, PROBE, String(limitMs), ...questions];
  const answers = JSON.parse(await runToEnd(lab.runAsUser(argv))) as Record<string, string>;
  return Object.entries(expected).flatMap(([question, wanted]) => {
    const answer = answers[question] ?? '';
    const isRight =
      typeof wanted === 'string'
        ? answer === wanted
        : wanted instanceof RegExp
          ? wanted.test(answer)
          : wanted(answer);
    return isRight ? [] : [`${question}: "${answer}", expected ${String(wanted)}`];
  });
}

async function withFaults(
  faults: readonly FaultName[],
  look: (lab: Lab) => Promise<void>,
): Promise<void> {
  const lab = await take();
  try {
    await lab.inject(faults);
    await look(lab);
  } finally {
    await lab.reset();
    giveBack(lab);
  }
}

describe.skipIf(missing !== null)('the laboratory', { concurrent: true }, () => {
  beforeAll(async () => {
    const opening = Array.from({ length: SIDE_BY_SIDE }, openLab);
    free.push(...(await Promise.all(opening)));
  });
  afterAll(async () => {
    await Promise.all(free.map((lab) => lab.close()));
  });

  it.for(FAULT_NAMES)(
    '%s: there, nothing else is wrong, and it can be taken back',
    async (fault) => {
      const { there, works, limitMs } = EVIDENCE[fault];
      await withFaults([fault], async (lab) => {
        expect(await amiss(lab, { ...works, ...there }, limitMs)).toEqual([]);
        await lab.reset();
        expect(await amiss(lab, EVIDENCE.none.works)).toEqual([]);
      });
    },
  );

  /** Two faults that do not hide each other. */
  const PAIRS: [FaultName, FaultName][] = [
    ['host-dropped', 'cert-replaced-trusted-all'],
    ['host-refused', 'cert-untrusted-all'],
    ['sni-filtered', 'cert-replaced-trusted-one'],
    ['cert-replaced-trusted-one', 'cert-untrusted-one'],
    ['dns-nxdomain', 'udp-dropped'],
    ['dns-wrong-address', 'cert-expired'],
    ['only-web-ports', 'telemetry-blocked'],
    ['ipv6-dead', 'port-dropped'],
    ['clock-off', 'system-proxy-dead'],
    ['tun-proxy', 'callback-unreachable'],
    ['middlebox', 'dns-nxdomain'],
    ['latency-3s', 'dns-nxdomain'],
    ['loss-30', 'host-dropped'],
    ['captive-portal', 'clock-off'],
    ['proxy-login', 'dns-failing'],
  ];
  it.for(PAIRS)('%s and %s: both are there', async ([one, other], { expect }) => {
    const there = { ...EVIDENCE[one].there, ...EVIDENCE[other].there };
    const limitMs = Math.max(...[one, other].map((fault) => EVIDENCE[fault].limitMs ?? LIMIT_MS));
    await withFaults([one, other], async (lab) => {
      expect(await amiss(lab, there, limitMs)).toEqual([]);
    });
  });

  it('a fault of one laboratory is in no other', async ({ expect }) => {
    await withFaults(['dns-dead', 'middlebox'], async (lab) => {
      await withFaults([], async (other) => {
        expect(await amiss(other, EVIDENCE.none.works)).toEqual([]);
        expect(await amiss(lab, EVIDENCE.middlebox.there)).toEqual([]);
      });
    });
  });

  it('a program of the user ends when it is killed, with what it started', async ({ expect }) => {
    await withFaults([], async (lab) => {
      const child = lab.runAsUser(['sh', '-c', 'echo started; exec sleep 1000']);
      await once(child.stdout ?? expect.fail(), 'data');
      child.kill();
      await once(child, 'close');
      const left = async (): Promise<string> =>
        runToEnd(lab.runAsUser(['ps', '-eo', 'comm=,stat=']));
      await expect.poll(left).not.toMatch(/^sleep +[^Z\s]/m);
    });
  });

  it('the user has nothing but the laboratory', async ({ expect }) => {
    await withFaults([], async (lab) => {
      const routes = await runToEnd(lab.runAsUser(['ip', '-4', 'route', 'get', '1.1.1.1']));
      expect(routes).toContain('via 192.0.2.1 dev eth0');
      expect(await amiss(lab, { 'tcp 1.1.1.1 443': 'ENETUNREACH' })).toEqual([]);
      const variables = await runToEnd(lab.runAsUser(['env']));
      expect(variables.match(/^\w+(?==)/gm)?.sort()).toEqual([
        'HOME',
        'LAB_ROOTS',
        'LANG',
        'NODE_COMPILE_CACHE',
        'PATH',
        'SSL_CERT_DIR',
        'SSL_CERT_FILE',
      ]);
    });
  });
});

/** What stands on this machine of the laboratories that the process `pid` opened. */
function tracesOf(pid: number | undefined): string[] {
  const folders = ['/run/netns', '/etc/netns', tmpdir()].filter((folder) => existsSync(folder));
  return folders.flatMap((folder) =>
    readdirSync(folder).filter((name) => name.startsWith(`login-doctor-lab-${pid}-`)),
  );
}

/** The processes in those namespaces. */
async function processesOf(pid: number | undefined): Promise<string[]> {
  const names = new Set(tracesOf(pid).filter((name) => existsSync(`/run/netns/${name}`)));
  const each = await Promise.all(
    [...names].map((name) => runToEnd(spawn('ip', ['netns', 'pids', name]))),
  );
  return each.flatMap((lines) => lines.split('\n')).filter((line) => line !== '');
}

function lab(args: readonly string[], environment = {}): ChildProcess {
  return spawn(process.execPath, [RUN, ...args], { env: { ...process.env, ...environment } });
}

/** A laboratory in the middle of a run: what it has started on the user's machine goes on for seconds. */
async function inTheMiddle(): Promise<ChildProcess> {
  const child = lab(['run', 'latency-3s,tun-proxy', '--json']);
  const isProbing = async (): Promise<boolean> => {
    const users = tracesOf(child.pid).filter((name) => name.endsWith('-user'));
    const [name] = users.filter((each) => existsSync(`/run/netns/${each}`));
    if (name === undefined) return false;
    const pids = (await runToEnd(spawn('ip', ['netns', 'pids', name]))).trim().split('\n');
    const commands = pids.map((pid) => commandOf(pid));
    return commands.some((command) => command.includes('user.ts'));
  };
  await expect.poll(isProbing, { timeout: 20_000, interval: 20 }).toBe(true);
  return child;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

describe.skipIf(missing !== null)('a laboratory that ends early', () => {
  it('Ctrl+C: nothing of it is left', async () => {
    const child = await inTheMiddle();
    child.kill('SIGINT');
    const [status] = (await once(child, 'close')) as [number];
    expect(status).toBe(130);
    expect(tracesOf(child.pid)).toEqual([]);
  });

  it('killed: its processes end at once, and the next laboratory removes the rest', async () => {
    const child = await inTheMiddle();
    const running = await processesOf(child.pid);
    expect(running.length).toBeGreaterThan(8);
    child.kill('SIGKILL');
    await once(child, 'close');
    await expect.poll(() => processesOf(child.pid), { timeout: 5_000 }).toEqual([]);
    expect(tracesOf(child.pid)).not.toEqual([]);
    await (await openLab()).close();
    expect(tracesOf(child.pid)).toEqual([]);
  });
});

describe('npm run lab', () => {
  const ended = async (
    child: ChildProcess,
  ): Promise<{ out: string; err: string; status: unknown }> => {
    const { stdout, stderr } = child;
    if (!stdout || !stderr) throw new Error('no output');
    const closed = once(child, 'close');
    const [out, err] = await Promise.all([text(stdout), text(stderr)]);
    return { out, err, status: (await closed)[0] as unknown };
  };

  it('list names every fault, a line each', async () => {
    const { out, status } = await ended(lab(['list']));
    expect(status).toBe(0);
    expect(out.match(/^\S+/gm)).toEqual(FAULT_NAMES);
  });

  it('refuses an unknown fault in one line that names the known ones', async () => {
    const { out, err, status } = await ended(lab(['run', 'none,gremlins', '--json']));
    expect({ out, status }).toEqual({ out: '', status: 2 });
    expect(err).toMatch(/^There is no fault "gremlins"; there are: none, .*loss-30\n$/);
  });

  it('says in one line what the machine lacks', async () => {
    const { err, status } = await ended(lab(['run', 'none', '--json'], { PATH: '/nowhere' }));
    expect(status).toBe(2);
    expect(err).toMatch(/^the laboratory needs .*\n$/);
  });

  it.skipIf(missing !== null)('prints one JSON object that names the faults', async () => {
    const { out, err, status } = await ended(lab(['run', 'dns-failing,udp-dropped', '--json']));
    expect({ err, status }).toEqual({ err: '', status: 0 });
    expect(JSON.parse(out)).toMatchObject({ faults: ['dns-failing', 'udp-dropped'] });
  });
});
