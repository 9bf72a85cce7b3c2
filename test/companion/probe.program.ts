/** An executable that tries what it may do, and prints it as JSON; without "probe" it is the companion itself. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { lookup } from 'node:dns/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { getCACertificates } from 'node:tls';
import { Worker } from 'node:worker_threads';
import { collectLogs } from '../../src/checks/collect-logs.ts';
import { hostsFileOf, readHostsFile } from '../../src/checks/hosts-file.ts';
import { THIS_MACHINE } from '../../src/checks/machine/machine.ts';
import { processNames } from '../../src/checks/machine/processes.ts';
import { companionFolder } from '../../src/companion/agent/folder.ts';
import type { HandedOver } from '../../src/companion/confinement/handed-over.ts';
import { start } from '../../src/companion/start.ts';

/** What is to be tried, as JSON in the second argument. */
export interface Attempts {
  readonly read: readonly string[];
  readonly write: readonly string[];
  readonly look: readonly string[];
  readonly port: number;
}

/** What came of it: the code of the error, or what was found. */
export type Outcomes = Readonly<Record<string, unknown>>;

async function outcome(attempt: () => unknown): Promise<unknown> {
  try {
    return (await attempt()) ?? 'done';
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : String(error);
  }
}

async function each(
  paths: readonly string[],
  attempt: (path: string) => unknown,
): Promise<Outcomes> {
  const pairs = paths.map(async (path) => [path, await outcome(() => attempt(path))] as const);
  return Object.fromEntries(await Promise.all(pairs));
}

async function tryAll(
  { read, write, look, port }: Attempts,
  { logFolders }: HandedOver,
): Promise<Outcomes> {
  const signal = AbortSignal.timeout(5000);
  const folder = companionFolder(process.env, process.platform);
  const window = { from: new Date(0), to: new Date(Date.now() + 60_000) };
  const logs = await collectLogs(
    window,
    { folders: logFolders, patterns: [] },
    { signal, limitMs: 5000 },
  );
  return {
    pid: process.pid,
    folder,
    read: await each(read, (path) => readFileSync(path).length > 0),
    write: await each(write, (path) => {
      writeFileSync(path, '1');
    }),
    look: await each(look, (path) => {
      accessSync(path, constants.X_OK);
    }),
    ownFolder: await outcome(() => {
      mkdirSync(join(folder, 'below'));
      writeFileSync(join(folder, 'below/file'), 'kept');
      return readFileSync(join(folder, 'below/file'), 'utf8');
    }),
    logFolders,
    logs: logs.result.evidence.files.map(({ name }) => name),
    preview: logs.result.evidence.preview,
    hosts: (await readHostsFile(hostsFileOf(process.platform))).includes('localhost'),
    lookup: await outcome(async () => (await lookup('localhost')).address.length > 0),
    systemRoots: await outcome(() => getCACertificates('system').length),
    publicRoots: await outcome(() => getCACertificates('bundled').length),
    child: await outcome(() => execFileSync('/bin/echo', ['from a child'], { encoding: 'utf8' })),
    processes: ((await processNames(THIS_MACHINE, signal)) ?? []).length,
    worker: await outcome(() => new Worker('', { eval: true })),
    addon: await outcome(() => {
      process.dlopen({ exports: {} }, join(folder, 'none.node'));
    }),
    connection: await outcome(async () => {
      const socket = connect(port, '127.0.0.1');
      await once(socket, 'connect');
      socket.destroy();
    }),
    insecureTls: process.env.NODE_TLS_REJECT_UNAUTHORIZED ?? null,
    input: await text(process.stdin),
  };
}

async function waitForSignal(): Promise<number> {
  const waiting = setInterval(() => undefined, 1000);
  const told = once(process, 'SIGTERM');
  process.stdout.write(`${process.pid}\n`);
  await told;
  clearInterval(waiting);
  return 7;
}

void start(async (argv, packs, found) => {
  const [what, given = ''] = argv;
  if (what === 'wait') return waitForSignal();
  if (what === 'probe') {
    const outcomes = await tryAll(JSON.parse(given) as Attempts, found);
    process.stdout.write(JSON.stringify(outcomes));
    return 3;
  }
  const { runCompanionProgram } = await import('../../src/bot/terminal/companion/program.ts');
  return runCompanionProgram(argv, packs, found);
});
