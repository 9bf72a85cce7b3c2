import { execFileSync, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir, type NetworkInterfaceInfo } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CheckContext } from '../../src/checks/check.ts';
import { configuredProxies } from '../../src/checks/machine/configured-proxies.ts';
import { GSETTINGS } from '../../src/checks/machine/gnome-proxy.ts';
import { THIS_MACHINE, type Machine } from '../../src/checks/machine/machine.ts';
import { readProxy } from '../../src/checks/machine/proxy-address.ts';
import { run } from '../../src/checks/machine/run.ts';
import { openPolicy } from '../../src/checks/policy.ts';
import { checkProxy } from '../../src/checks/proxy.ts';
import type { Resolution } from '../../src/checks/resolve.ts';
import { ProxyResult } from '../../src/checks/result.ts';
import { MACHINE_TRUST } from '../../src/checks/trust.ts';

const SAMPLES = join(import.meta.dirname, 'samples/machine');
const sample = (name: string): string => readFileSync(join(SAMPLES, name), 'utf8');

const TOOLS: CheckContext['tools'] = [
  { name: 'Clash Verge', kind: 'proxy', processes: ['Clash Verge', 'verge-mihomo'], source: 'x' },
  { name: 'ClashX', kind: 'proxy', processes: ['ClashX Pro'], source: 'x' },
  { name: 'ZeroTier', kind: 'vpn', processes: ['zerotier-one'], source: 'x' },
  { name: 'Huorong', kind: 'security', processes: ['HipsTray'], source: 'x' },
  { name: 'Tube', kind: 'vpn', processes: ['tube-daemon-of-a-long-name'], source: 'x' },
];

const found = (address: string): Resolution => ({
  v4: address.includes(':') ? [] : [address],
  v6: address.includes(':') ? [address] : [],
  leftOut: 0,
  source: 'dns',
  servers: [],
  failure: null,
  ms: 0,
});

function contextOf(change: Partial<CheckContext> = {}): CheckContext {
  return {
    signal: new AbortController().signal,
    limitMs: 3000,
    resolve: (host) => Promise.resolve(found(host.replace(/^ref\..*/, '192.0.2.7'))),
    policy: openPolicy({
      hosts: new Set(),
      addresses: new Set(),
      ports: new Set(),
      probes: new Set(),
    }),
    trust: MACHINE_TRUST,
    network: {
      probes: [],
      anchors: [],
      fakeAddresses: ['198.18.0.0/15', 'fc00::/18'],
      tunnelAddresses: ['172.18.0.0/30', 'fdfe:dcba:9876::/126'],
      faults: [],
    },
    tools: TOOLS,
    references: ['ref.example.com'],
    ...change,
  };
}

interface Parts {
  readonly platform?: NodeJS.Platform;
  readonly environment?: Machine['environment'];
  /** What programs print, by a part of their path. */
  readonly prints?: Readonly<Record<string, string>>;
  readonly adapters?: Readonly<Record<string, readonly string[]>>;
}

function machineOf({
  platform = 'darwin',
  environment = {},
  prints = {},
  adapters = {},
}: Parts): Machine {
  const printing = { ...(platform === 'darwin' ? { ps: '', scutil: '' } : {}), ...prints };
  return {
    platform,
    environment,
    adapters: () =>
      Object.fromEntries(
        Object.entries(adapters).map(([name, cidrs]) => [
          name,
          cidrs.map((cidr) => {
            const [address = ''] = cidr.split('/');
            const family = address.includes(':') ? 'IPv6' : 'IPv4';
            return {
              address,
              cidr,
              family,
              internal: false,
              mac: '',
              netmask: '',
            } as NetworkInterfaceInfo;
          }),
        ]),
      ),
    run: (program) =>
      Promise.resolve(
        Object.entries(printing).find(([part]) =>
          program.split(/[\\/]/).pop()?.startsWith(part),
        )?.[1] ?? null,
      ),
  };
}

const servers: Server[] = [];
const sockets = new Set<Socket>();

/** A real server on loopback that does that with every connection; its address. */
async function serve(behave: (socket: Socket) => void, host = '127.0.0.1'): Promise<string> {
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    behave(socket);
  });
  servers.push(server);
  await new Promise<void>((ready) => server.listen(0, host, ready));
  const { port } = server.address() as AddressInfo;
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** An address of loopback where nothing listens. */
async function nobody(): Promise<string> {
  const address = await serve(() => undefined);
  await new Promise((closed) => servers.pop()?.close(closed));
  return address;
}

afterEach(() => {
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) server.close();
});

async function check(machine: Machine, change: Partial<CheckContext> = {}): Promise<ProxyResult> {
  const result = await checkProxy(contextOf(change), machine);
  expect(ProxyResult.parse(result)).toEqual(result);
  return result;
}

describe('settings of other systems (samples)', () => {
  it.each([
    ['win32', 'reg', 'reg-proxy.txt', ['windows http 127.0.0.1:7890']],
    [
      'win32',
      'reg',
      'reg-each-scheme.txt',
      [
        'windows http proxy.corp.example:8080',
        'windows https proxy.corp.example:8443',
        'windows socks [2001:db8::5]:1080',
        'windows pac http://pac.corp.example/proxy.pac',
      ],
    ],
    ['win32', 'reg', 'reg-off.txt', []],
    [
      'darwin',
      'scutil',
      'scutil-proxy.txt',
      [
        'macos http 127.0.0.1:6152',
        'macos https [::1]:6152',
        'macos pac http://127.0.0.1:33331/proxy.pac',
      ],
    ],
    ['darwin', 'scutil', 'scutil-none.txt', []],
    [
      'linux',
      'gsettings',
      'gsettings-manual.txt',
      ['gnome http proxy.corp.example:3128', 'gnome socks [::1]:1080'],
    ],
  ] as const)('%s: %s, %s', async (platform, program, file, wanted) => {
    const machine = machineOf({ platform, prints: { [program]: sample(file) } });
    const { proxies, systemSeen } = await configuredProxies(machine, AbortSignal.timeout(1000));
    expect(proxies.map(({ source, scheme, address }) => `${source} ${scheme} ${address}`)).toEqual(
      wanted,
    );
    expect(systemSeen).toBe(true);
    expect(JSON.stringify(proxies)).not.toMatch(/hunter2|alice|word|abc123/);
  });

  it.each([
    ['win32', 'tasklist', 'tasklist.csv', ['Clash Verge', 'Huorong']],
    ['darwin', 'ps', 'ps-macos.txt', ['ClashX', 'ZeroTier']],
  ] as const)('%s: processes of %s', async (platform, program, file, wanted) => {
    const { evidence } = await check(machineOf({ platform, prints: { [program]: sample(file) } }));
    expect(evidence.tools.map(({ name }) => name)).toEqual(wanted);
  });

  it('which cannot be asked are said to be unseen', async () => {
    const { finding, status, evidence } = await check(machineOf({ platform: 'win32' }));
    expect({ finding, status }).toEqual({ finding: 'none', status: 'inconclusive' });
    expect(evidence.unseen).toEqual(['processes', 'system-proxy']);
  });
});

describe('a setting keeps no password', () => {
  it.each([
    ['http://alice:secret1@proxy.example:3128/', 'http proxy.example:3128'],
    ['alice:secret1@proxy.example:3128', 'http proxy.example:3128'],
    ['http://alice:sec#re/t1@x@proxy.example', 'http proxy.example:80'],
    ['socks5h://alice:secret1@[2001:db8::1]', 'socks [2001:db8::1]:1080'],
    ['https://proxy.example', 'http proxy.example:443'],
    ['http://alice:secret1@', null],
    ['proxy.example:99999', null],
    ['proxy.example:0', null],
    ['prox y', null],
    ['http://proxy.example:80@', null],
    ['', null],
  ])('%s', (written, wanted) => {
    const proxy = readProxy('environment', 'http', written);
    expect(proxy && `${proxy.scheme} ${proxy.address}`).toBe(wanted);
  });
});

describe('a proxy that answers', () => {
  const answering = (text: string) => (socket: Socket) => {
    socket.once('data', () => socket.write(text));
  };
  const through = async (
    behave: (socket: Socket) => void,
    scheme = 'http',
    change: Partial<CheckContext> = {},
  ): Promise<ProxyResult> => {
    const address = await serve(behave);
    return check(
      machineOf({ environment: { https_proxy: `${scheme}://u:hunter2@${address}` } }),
      change,
    );
  };

  it('200: works, and was asked for the reference without a password', async () => {
    let asked = '';
    const { finding, status, evidence } = await through((socket) => {
      socket.once('data', (data) => {
        asked = String(data);
        socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      });
    });
    expect({ finding, status }).toEqual({ finding: 'system-proxy', status: 'ok' });
    expect(evidence.settings[0]).toMatchObject({
      source: 'environment',
      scheme: 'https',
      state: 'works',
    });
    expect(asked).toBe('CONNECT ref.example.com:443 HTTP/1.1\r\nHost: ref.example.com:443\r\n\r\n');
    expect(JSON.stringify(evidence)).not.toContain('hunter2');
  });

  it.each([
    ['407', 'HTTP/1.1 407 Login\r\n', 'wants-login', 'system-proxy-login', 'blocked'],
    ['403', 'HTTP/1.1 403 Forbidden\r\n\r\n', 'refuses', 'system-proxy', 'inconclusive'],
    ['SSH', 'SSH-2.0-OpenSSH_9.2\r\n', 'refuses', 'system-proxy', 'inconclusive'],
    ['200 and no end', `HTTP/1.1 200 ${'x'.repeat(1e5)}`, 'works', 'system-proxy', 'ok'],
    ['no end', 'x'.repeat(1e5), 'refuses', 'system-proxy', 'inconclusive'],
  ])('%s', async (_, text, state, finding, status) => {
    const result = await through(answering(text));
    expect(result.evidence.settings.map((each) => each.state)).toEqual([state]);
    expect({ finding: result.finding, status: result.status }).toEqual({ finding, status });
  });

  it.each([
    ['works', [5, 0]],
    ['wants-login', [5, 2]],
    ['refuses', [5, 255]],
    ['refuses', [0, 91]],
  ])('SOCKS: %s, %j', async (state, answer) => {
    const { evidence } = await through((socket) => {
      socket.once('data', (data) =>
        socket.write(data[0] === 5 ? Buffer.from(answer) : 'not SOCKS'),
      );
    }, 'socks5');
    expect(evidence.settings.map((each) => each.state)).toEqual([state]);
  });

  it.each([
    ['says nothing', () => undefined],
    ['closes at once', (socket: Socket) => socket.end()],
    ['resets at once', (socket: Socket) => socket.resetAndDestroy()],
    [
      'resets after the question',
      (socket: Socket) => socket.once('data', () => socket.resetAndDestroy()),
    ],
    [
      'trickles',
      (socket: Socket) => {
        const timer = setInterval(() => socket.write('H'), 20);
        socket.once('close', () => {
          clearInterval(timer);
        });
      },
    ],
  ])('%s: dead, within the limit', async (_, behave) => {
    const { finding, status, timings } = await through(
      (socket) => {
        behave(socket);
      },
      'http',
      { limitMs: 300 },
    );
    expect({ finding, status }).toEqual({ finding: 'system-proxy-dead', status: 'blocked' });
    expect(timings.total).toBeLessThan(900);
  });

  it('nowhere: dead at once', async () => {
    const address = await nobody();
    const { finding, timings } = await check(machineOf({ environment: { ALL_PROXY: address } }));
    expect(finding).toBe('system-proxy-dead');
    expect(timings.total).toBeLessThan(1000);
  });

  it('on a name that only this machine knows', async () => {
    const address = await serve(answering('HTTP/1.1 200 OK\r\n\r\n'));
    const unknown = { ...found('x'), v4: [], v6: [], failure: 'no-such-name' as const };
    const { finding } = await check(
      machineOf({ environment: { https_proxy: address.replace('127.0.0.1', 'localhost') } }),
      { resolve: () => Promise.resolve(unknown) },
    );
    expect(finding).toBe('system-proxy');
  });

  it('for two schemes is asked once', async () => {
    let asked = 0;
    const address = await serve((socket) => {
      socket.once('data', () => {
        asked++;
        socket.write('HTTP/1.1 200 OK\r\n\r\n');
      });
    });
    const { evidence } = await check(
      machineOf({
        environment: { http_proxy: address, HTTP_PROXY: address, https_proxy: address },
      }),
    );
    expect(evidence.settings.map(({ scheme }) => scheme)).toEqual(['http', 'https']);
    expect(asked).toBe(1);
  });

  it('not before the sweep is ended: nothing is said of it, at once', async () => {
    const address = await serve(() => undefined);
    const sweep = new AbortController();
    const checking = check(machineOf({ environment: { https_proxy: address } }), {
      signal: sweep.signal,
    });
    setTimeout(() => {
      sweep.abort();
    }, 50);
    const { evidence, finding, status, timings } = await checking;
    expect(evidence.settings[0]?.state).toBeNull();
    expect({ finding, status }).toEqual({ finding: 'system-proxy', status: 'inconclusive' });
    expect(timings.total).toBeLessThan(1000);
  });
});

describe('a tool is in use only with a second signal', () => {
  const CLASH = { ps: '/Applications/ClashX Pro.app/Contents/MacOS/ClashX Pro\n' };
  const ANTIVIRUS = { ps: 'HipsTray\n' };
  const summary = async (parts: Parts, change: Partial<CheckContext> = {}): Promise<string> => {
    const { finding, status } = await check(machineOf(parts), change);
    return `${finding} ${status}`;
  };

  it('a process alone is present', async () => {
    expect(await summary({ prints: CLASH })).toBe('tool-present inconclusive');
    expect(await summary({ prints: ANTIVIRUS })).toBe('none ok');
  });

  it('a process and a tunnel', async () => {
    const adapters = { utun4: ['10.9.0.2/24'] };
    expect(await summary({ prints: CLASH, adapters })).toBe('tool-in-use altered');
    expect(await summary({ prints: ANTIVIRUS, adapters })).toBe('tool-present inconclusive');
  });

  it('a process and a proxy on this machine', async () => {
    const address = await serve((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\n\r\n')),
    );
    const environment = { https_proxy: address };
    expect(await summary({ prints: CLASH, environment })).toBe('tool-in-use altered');
    expect(await summary({ environment })).toBe('system-proxy ok');
    const scutil = sample('scutil-none.txt').replace(
      '  FTP',
      '  ProxyAutoConfigEnable : 1\n  ProxyAutoConfigURLString : http://127.0.0.1:1/a.pac\n  FTP',
    );
    expect(await summary({ prints: { ...CLASH, scutil } })).toBe('tool-in-use altered');
    expect(await summary({ prints: { scutil } })).toBe('system-proxy inconclusive');
  });

  it.each([
    [{ Meta: ['198.18.0.1/16'] }, 'tool-in-use altered'],
    [{ 'Ethernet 7': ['fdfe:dcba:9876::1/126'] }, 'tool-in-use altered'],
    [{ tun0: ['172.18.0.1/30'] }, 'tool-in-use altered'],
    // A network of Docker, the tunnels that macOS keeps for itself, and ordinary adapters.
    [{ 'br-3f2a': ['172.18.0.1/16'] }, 'none ok'],
    [{ utun0: ['fe80::1/64'], utun1: ['fe80::2/64', 'fd00::1/64'] }, 'none ok'],
    [{ eth0: ['10.0.0.4/24', '2001:db8::4/64'] }, 'none ok'],
    [{ wg0: ['10.9.0.2/32'] }, 'tool-present inconclusive'],
    [{ 'OpenVPN TAP-Windows6': ['10.8.0.6/30'] }, 'tool-present inconclusive'],
  ])('adapters %j: %s', async (adapters, wanted) => {
    expect(await summary({ adapters })).toBe(wanted);
  });

  it.each(['198.19.255.254', 'fc00:0:0:1::5'])('an answer of %s', async (address) => {
    const { finding, evidence } = await check(machineOf({}), {
      references: ['a.example.com', 'b.example.com'],
      resolve: (host) => Promise.resolve(found(host.startsWith('b') ? address : '192.0.2.1')),
    });
    expect(finding).toBe('tool-in-use');
    expect(evidence.fakeAnswers).toEqual(['b.example.com']);
  });

  it('a proxy that is dead tells more than a tool', async () => {
    const environment = { https_proxy: await nobody() };
    const adapters = { Meta: ['198.18.0.1/16'] };
    expect(await summary({ prints: CLASH, environment, adapters })).toBe(
      'system-proxy-dead blocked',
    );
  });
});

describe.runIf(process.platform === 'linux')('this machine', () => {
  it('is looked at, whatever it is', async () => {
    const { evidence } = await check({ ...THIS_MACHINE, environment: {} });
    expect(evidence.unseen).not.toContain('processes');
    expect(evidence.unseen.includes('gnome-proxy')).toBe(!existsSync(GSETTINGS));
  });

  it('shows a running tool by the name of its process, even a cut-off one', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tool-'));
    const program = join(folder, 'tube-daemon-of-a-long-name');
    copyFileSync('/bin/sleep', program);
    const child = spawn(program, ['30'], { argv0: 'tube --key=hunter2', stdio: 'ignore' });
    child.on('error', () => undefined);
    try {
      const { evidence } = await check({ ...THIS_MACHINE, adapters: () => ({}), environment: {} });
      expect(evidence.tools).toContainEqual({ name: 'Tube', kind: 'vpn' });
      expect(JSON.stringify(evidence)).not.toContain('hunter2');
    } finally {
      child.kill('SIGKILL');
      rmSync(folder, { recursive: true });
    }
  });

  it.runIf(existsSync(GSETTINGS))('gives the proxy that its desktop is set to', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'desktop-'));
    const environment = {
      PATH: process.env.PATH,
      HOME: folder,
      XDG_CONFIG_HOME: folder,
      GSETTINGS_BACKEND: 'keyfile',
    };
    const set = (child: string, key: string, value: string): void => {
      execFileSync(GSETTINGS, ['set', `org.gnome.system.proxy${child}`, key, value], {
        env: environment,
      });
    };
    const address = await serve((socket) =>
      socket.once('data', () => socket.write('HTTP/1.1 407 Who are you\r\n\r\n')),
    );
    try {
      set('', 'mode', 'manual');
      set('.https', 'host', '127.0.0.1');
      set('.https', 'port', address.split(':')[1] ?? '');
      const { finding, evidence } = await check({
        ...THIS_MACHINE,
        environment,
        run: (program, args, signal) => run(program, args, environment, signal),
      });
      expect(evidence.settings).toEqual([
        { source: 'gnome', scheme: 'https', address, state: 'wants-login' },
      ]);
      expect(finding).toBe('system-proxy-login');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('runs no program beyond its time, nor reads all that one prints', async () => {
    const started = performance.now();
    expect(await run('/bin/sleep', ['41.7'], {}, AbortSignal.timeout(100))).toBeNull();
    expect(await run('/usr/bin/yes', [], {}, AbortSignal.timeout(5000))).toBeNull();
    expect(await run('/nowhere/at/all', [], {}, AbortSignal.timeout(5000))).toBeNull();
    expect(await run('/bin/false', [], {}, AbortSignal.timeout(5000))).toBeNull();
    expect(await run('/bin/echo', ['a\0b'], {}, AbortSignal.timeout(5000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(4000);
    const running = execFileSync('/bin/ps', ['-A', '-o', 'args='], { encoding: 'utf8' });
    expect(running).not.toContain('sleep 41.7');
  });
});
