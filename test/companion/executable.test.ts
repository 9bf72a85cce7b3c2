import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import about from '../../package.json' with { type: 'json' };
import { prepareBlob } from '../../scripts/companion/blob.ts';
import { contentOf } from '../../scripts/companion/build.ts';
import { bundleCompanion } from '../../scripts/companion/bundle.ts';
import { FUSE, injectBlob, RESOURCE, SEGMENT } from '../../scripts/companion/inject-blob.ts';
import { pingPrograms } from '../../src/checks/ping-program.ts';
import {
  COMPANION_PLATFORMS,
  executableName,
  type CompanionPlatform,
} from '../../src/companion/platforms.ts';
import { readElf } from './formats/elf.ts';
import { readMachO } from './formats/mach-o.ts';
import { readPe } from './formats/pe.ts';
import type { Attempts, Outcomes } from './probe.program.ts';

const BUILT = join(import.meta.dirname, '../../dist/companion');
const RUNS_HERE = process.platform === 'linux' && process.arch === 'x64';

if (!RUNS_HERE)
  process.stdout.write('The executable for Linux x64 is not run: this is another platform\n');

describe.runIf(RUNS_HERE)('the executable for Linux x64', () => {
  let folder: string;
  let executable: string;
  let server: Server;

  /** Runs it with `input`, and a folder of its own. */
  function run(
    args: readonly string[],
    { input = '', environment = {} }: { input?: string; environment?: NodeJS.ProcessEnv } = {},
  ): Promise<{ status: number | null; out: string; err: string; pid: number | undefined }> {
    return new Promise((resolve) => {
      const env = { ...process.env, COMPANION_DIR: join(folder, 'own folder'), ...environment };
      const child = execFile(executable, args, { env, timeout: 30_000 }, (_, out, err) => {
        resolve({ status: child.exitCode, out, err, pid: child.pid });
      });
      child.stdin?.end(input);
    });
  }

  async function probe(attempts: Partial<Attempts>, more: readonly string[] = []) {
    const given: Attempts = { read: [], write: [], look: [], port: 0, ...attempts };
    const { status, out, err, pid } = await run(['probe', JSON.stringify(given), ...more], {
      input: 'from a pipe',
      environment: { NODE_OPTIONS: '--allow-worker', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
    });
    return { status, err, pid, outcomes: JSON.parse(out) as Outcomes };
  }

  beforeAll(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), 'companion-')));
    executable = join(folder, 'companion');
    const build = join(folder, 'build');
    await mkdir(build);
    // The real program must fit into one file; what runs below is one that also tries things.
    const { packs } = await contentOf(build);
    const program = await bundleCompanion(build, 'test/companion/probe.program.ts');
    const blob = await prepareBlob({ packs, program }, process.execPath, build);
    await injectBlob(process.execPath, blob, executable);
    server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    await once(server, 'listening');
  });

  afterAll(async () => {
    server.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('runs the command with the packs inside, whatever NODE_OPTIONS says', async () => {
    const ran = await run(['--version'], { environment: { NODE_OPTIONS: '--no-such-flag' } });
    expect(ran).toMatchObject({ status: 0, err: '' });
    expect(ran.out).toContain(about.version);
  });

  it('may read and write what the checks need', async () => {
    const logs = join(folder, 'logs "of" the\\app');
    await mkdir(logs);
    await writeFile(join(logs, 'sdk.log'), 'onLogin -1018\n');
    const here = pingPrograms('linux', '127.0.0.1', 1000).map(({ path }) => path);
    const look = here.filter((path) => existsSync(path));
    const { port } = server.address() as { port: number };
    const { status, err, outcomes } = await probe(
      { read: ['/etc/hosts', '/etc/resolv.conf'], look, port },
      ['--logs', logs],
    );
    expect({ status, err }).toEqual({ status: 3, err: '' });
    expect(outcomes).toMatchObject({
      read: { '/etc/hosts': true, '/etc/resolv.conf': true },
      look: Object.fromEntries(look.map((path) => [path, 'done'])),
      folder: join(folder, 'own folder'),
      ownFolder: 'kept',
      logFolders: [logs],
      logs: ['sdk.log'],
      hosts: readFileSync('/etc/hosts', 'utf8').includes('localhost'),
      lookup: true,
      // As many as a program that may do everything finds.
      systemRoots: getCACertificates('system').length,
      publicRoots: getCACertificates('bundled').length,
      child: 'from a child\n',
      connection: 'done',
    });
    expect(outcomes.preview).toContain('onLogin -1018');
    // Listed by ps, because /proc would show every file of the machine.
    if (existsSync('/bin/ps')) expect(outcomes.processes).toBeGreaterThan(1);
  });

  it('may not read, write or load anything else', async () => {
    const beside = join(folder, 'own folder beside');
    await mkdir(beside);
    await writeFile(join(beside, 'file'), '1');
    const foreign = [
      '/etc/passwd',
      '/proc/self/environ',
      join(beside, 'file'),
      join(folder, 'own folder/../own folder beside/file'),
    ];
    const { outcomes } = await probe({
      read: foreign,
      write: [...foreign.slice(2), executable, '/etc/hosts', join(tmpdir(), 'companion')],
    });
    const denied = 'ERR_ACCESS_DENIED';
    expect(outcomes.read).toEqual(Object.fromEntries(foreign.map((path) => [path, denied])));
    expect(new Set(Object.values(outcomes.write as Outcomes))).toEqual(new Set([denied]));
    expect(outcomes).toMatchObject({ worker: denied, addon: 'ERR_DLOPEN_DISABLED' });
    expect(outcomes.insecureTls).toBeNull();
  });

  it('keeps its process, its input and its exit status over the second start', async () => {
    const { status, pid, outcomes } = await probe({});
    expect(outcomes).toMatchObject({ pid, input: 'from a pipe' });
    expect(status).toBe(3);
  });

  it('is told of signals', async () => {
    const env = { ...process.env, COMPANION_DIR: join(folder, 'own folder') };
    const child = spawn(executable, ['wait'], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toBe(`${child.pid ?? 0}\n`);
    child.kill('SIGTERM');
    expect(await once(child, 'exit')).toEqual([7, null]);
  });

  it('makes its folder for its person alone, and says where it cannot', async () => {
    await run(['--version']);
    expect((await stat(join(folder, 'own folder'))).mode & 0o777).toBe(0o700);
    await writeFile(join(folder, 'a file'), '');
    const refused = await run(['--version'], {
      environment: { COMPANION_DIR: join(folder, 'a file/below') },
    });
    expect(refused).toMatchObject({ status: 2, out: '' });
    expect(refused.err).toMatch(
      /^login-doctor-companion: cannot make the folder .*COMPANION_DIR.*\n$/,
    );
  });
});

/** What the blob begins with (src/node_sea.cc, kMagic). */
const MAGIC = 0x143da20;

const pathOf = (platform: CompanionPlatform): string => join(BUILT, executableName(platform));
const notBuilt = COMPANION_PLATFORMS.filter((platform) => !existsSync(pathOf(platform)));
if (notBuilt.length > 0)
  process.stdout.write(
    `The executables for ${notBuilt.join(', ')} are not looked at: "npm run build:companion" has not built them\n`,
  );

describe('an executable that was built', () => {
  for (const platform of COMPANION_PLATFORMS)
    it.skipIf(notBuilt.includes(platform))(
      `for ${platform} holds the program, and no signature`,
      () => {
        const file = readFileSync(pathOf(platform));
        const { arch, content, isSigned } = partsOf(platform, file);
        expect(arch).toBe(platform.replace(/.*-/, ''));
        expect(content?.readUInt32LE()).toBe(MAGIC);
        expect(content?.includes('"tmsdk-login"')).toBe(true);
        expect(isSigned).toBe(false);
        // What tells Node that there is something to be looked for.
        expect(file.includes(`${FUSE}:1`)).toBe(true);
      },
    );
});

function partsOf(platform: CompanionPlatform, file: Buffer) {
  if (platform.startsWith('linux-')) return { ...readElf(file, RESOURCE), isSigned: false };
  if (platform.startsWith('win-')) {
    const { hasCertificates, ...rest } = readPe(file, RESOURCE);
    return { ...rest, isSigned: hasCertificates };
  }
  const { hasSignature, ...rest } = readMachO(file, SEGMENT, `__${RESOURCE}`);
  return { ...rest, isSigned: hasSignature };
}
