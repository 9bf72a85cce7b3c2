import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isConfined } from '../../src/companion/confinement/confined.ts';
import { cleanEnvironment } from '../../src/companion/confinement/environment.ts';
import { nodeOptions, permissionFlags } from '../../src/companion/confinement/flags.ts';
import { grantsOf } from '../../src/companion/confinement/grants.ts';
import { takeHandedOver } from '../../src/companion/confinement/handed-over.ts';
import { grantedLogFolders } from '../../src/companion/confinement/log-grants.ts';

let home: string;

beforeEach(async () => {
  home = await realpath(await mkdtemp(join(tmpdir(), 'confinement-')));
});

afterEach(async () => {
  await rm(home, { recursive: true, force: true });
});

describe('what is granted', () => {
  it('on Windows', () => {
    const folder = String.raw`C:\Users\li\AppData\Local\LoginDoctor`;
    const logFolders = [String.raw`D:\sdk logs`, 'E:\\'];
    expect(
      grantsOf({ platform: 'win32', folder, logFolders, systemRoot: String.raw`C:\Windows` }),
    ).toEqual({
      read: [
        String.raw`C:\Users\li\AppData\Local\LoginDoctor\*`,
        String.raw`C:\Windows\System32\drivers\etc\hosts`,
        String.raw`C:\Windows\System32\PING.EXE`,
        String.raw`D:\sdk logs\*`,
        String.raw`E:\*`,
      ],
      write: [String.raw`C:\Users\li\AppData\Local\LoginDoctor\*`],
    });
  });

  it('on macOS', () => {
    expect(grantsOf({ platform: 'darwin', folder: '/own', logFolders: [] })).toEqual({
      read: ['/own/*', '/etc/hosts', '/etc/resolv.conf', '/sbin/ping', '/sbin/ping6'],
      write: ['/own/*'],
    });
  });

  it('the network too, where Node can restrict it', () => {
    const grants = { read: [], write: [] };
    expect(permissionFlags(grants, new Set())).not.toContain('--allow-net');
    expect(permissionFlags(grants, new Set(['--allow-net']))).toContain('--allow-net');
  });
});

it('writes flags so that Node reads them as they were', async () => {
  const title = String.raw`--title=C:\a "b"  \\c\*`;
  const { stdout } = await promisify(execFile)(process.execPath, ['-p', 'process.title'], {
    env: { NODE_OPTIONS: nodeOptions(['--no-warnings', title]) },
  });
  expect(`--title=${stdout.trimEnd()}`).toBe(title);
});

describe('the folders with logs', () => {
  it("are those of the pack's pattern, by the names that are there", async () => {
    for (const app of ['com.a', 'com.b'])
      await mkdir(join(home, 'Containers', app), { recursive: true });
    await mkdir(join(home, 'Other'));
    expect(
      (await grantedLogFolders([], ['~/Containers/*/Logs', '~/None/*/Logs'], home)).sort(),
    ).toEqual([join(home, 'Containers/com.a/Logs'), join(home, 'Containers/com.b/Logs')]);
  });

  it('are those that the person named, by each of their names', async () => {
    await mkdir(join(home, 'real'));
    await symlink('real', join(home, 'link'));
    const argv = [
      'run',
      '--logs',
      '~/link',
      `--logs=${join(home, 'none')},${home}`,
      '--',
      '--logs=/etc',
    ];
    expect(await grantedLogFolders(argv, [], home)).toEqual([
      join(home, 'link'),
      join(home, 'real'),
      home,
    ]);
  });
});

it('counts as confined only with less than everything', () => {
  const allowing = (allowed: string) => ({
    permission: { has: (scope: string) => scope === allowed },
  });
  expect(isConfined({})).toBe(false);
  expect(isConfined(allowing('child'))).toBe(true);
  for (const scope of ['fs.read', 'fs.write', 'worker', 'addon'])
    expect(isConfined(allowing(scope))).toBe(false);
});

it('hands the environment on without what changes how Node works', () => {
  const environment = {
    PATH: '/bin',
    NODE_OPTIONS: '--require=/x',
    node_tls_reject_unauthorized: '0',
    NODE_EXTRA_CA_CERTS: '/company.pem',
    UNSET: undefined,
  };
  expect(cleanEnvironment(environment)).toEqual({
    PATH: '/bin',
    NODE_EXTRA_CA_CERTS: '/company.pem',
  });
});

it('takes what it is told by the first start, and whatever else is there for nothing', () => {
  const environment = { LOGIN_DOCTOR_COMPANION_STARTED: '["/a",1]', PATH: '/bin' };
  expect(takeHandedOver(environment)).toEqual({ logFolders: ['/a'] });
  expect(environment).toEqual({ PATH: '/bin' });
  for (const text of ['', '{}', 'x'])
    expect(takeHandedOver({ LOGIN_DOCTOR_COMPANION_STARTED: text })).toEqual({ logFolders: [] });
});
