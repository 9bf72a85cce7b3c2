import { spawn, type ChildProcess, type SpawnOptions } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

/** Files that a machine has instead of the real one's (`ip-netns(8)`). */
export const NETNS_FILES = '/etc/netns';

export interface MachineOptions {
  /** Names in /etc to their contents. */
  readonly files?: Readonly<Record<string, string>>;
  /** Settings below /proc/sys/net. */
  readonly settings?: Readonly<Record<string, number>>;
}

/**
 * A machine made of namespaces: a network, processes, mounts and shared memory of its own. Its first process waits for
 * the end of its input; when that comes, the kernel ends every process of the machine. So nothing outlives whoever
 * opened it, not even one that was killed.
 */
export interface Machine {
  readonly name: string;
  /** Runs a program to its end. Rejects with what it complained of where it fails. */
  run(argv: readonly string[], input?: string): Promise<string>;
  /** Starts a program; it is killed with the process that is handed back. */
  spawn(argv: readonly string[], options?: SpawnOptions): ChildProcess;
  close(): Promise<void>;
}

/** The first process: what it mounts and sets, then nothing until its input ends. */
function firstProcess(settings: MachineOptions['settings'] = {}): string {
  return [
    'set -e',
    // libfaketime and others keep shared memory by process number, which is no longer one of a kind.
    'mount -t tmpfs tmpfs /dev/shm',
    ...Object.entries(settings).map(([name, value]) => `echo ${value} > /proc/sys/net/${name}`),
    'echo ready',
    // While the shell waits, it also buries what was orphaned, so that nothing dead stands in the list of processes.
    'exec 3<&0',
    'cat <&3 > /dev/null &',
    'wait $!',
  ].join('\n');
}

/** The process that `unshare` or `nsenter` started, by its number outside; null while there is none. */
function onlyChildOf(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return children === '' ? null : Number(children);
}

/** Ends a program that a machine has started; when this returns, it is gone with all that it held. */
export async function endProgram(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const closed = once(child, 'close');
  try {
    // `nsenter` ends when it has seen the end of what it started.
    process.kill(onlyChildOf(child.pid) ?? child.pid, signal);
  } catch {
    // It has ended in this moment.
  }
  await closed;
}

async function removeNamespace(name: string): Promise<void> {
  await runToEnd(spawn('ip', ['netns', 'delete', name]));
  rmSync(join(NETNS_FILES, name), { recursive: true, force: true });
}

export async function openMachine(name: string, options: MachineOptions = {}): Promise<Machine> {
  for (const [file, content] of Object.entries(options.files ?? {})) {
    mkdirSync(join(NETNS_FILES, name), { recursive: true });
    writeFileSync(join(NETNS_FILES, name, file), content);
  }
  await runToEnd(spawn('ip', ['netns', 'add', name]));
  const outer = spawn(
    'ip',
    ['netns', 'exec', name]
      .concat(['unshare', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'])
      .concat(['sh', '-c', firstProcess(options.settings)]),
    { detached: true, stdio: ['pipe', 'pipe', 'pipe'] },
  );
  outer.stdin.on('error', () => undefined);
  const complaint = text(outer.stderr);
  const [first] = (await Promise.race([once(outer.stdout, 'data'), once(outer, 'close')])) as [
    unknown,
  ];
  if (!(first instanceof Buffer) || outer.pid === undefined) {
    await removeNamespace(name);
    throw new Error(`the machine ${name} did not start: ${await complaint}`);
  }
  const inside = onlyChildOf(outer.pid);
  const closed = once(outer, 'close');

  const start = (argv: readonly string[], spawnOptions: SpawnOptions): ChildProcess =>
    spawn(
      'nsenter',
      ['--target', String(inside), '--net', '--mount', '--pid', `--wd=${process.cwd()}`]
        .concat(['setpriv', '--pdeathsig', 'KILL'])
        .concat(argv),
      // A session of its own: Ctrl+C reaches the laboratory, which closes its machines in order.
      { ...spawnOptions, detached: true },
    );

  return {
    name,
    run: (argv, input = '') => runToEnd(start(argv, { stdio: 'pipe' }), input),
    spawn: (argv, spawnOptions = {}) => start(argv, spawnOptions),
    async close() {
      outer.stdin.end();
      await closed;
      await removeNamespace(name);
    },
  };
}

/** What the program printed, once it has ended well. */
export async function runToEnd(child: ChildProcess, input = ''): Promise<string> {
  const { stdin, stdout, stderr } = child;
  if (!stdin || !stdout || !stderr) throw new Error('a program to be run needs its three pipes');
  stdin.on('error', () => undefined).end(input);
  const [out, complaint, [status]] = await Promise.all([
    text(stdout),
    text(stderr),
    once(child, 'close') as Promise<[number | null]>,
  ]);
  if (status !== 0) throw new Error(`${child.spawnargs.join(' ')}: ${complaint.trim()}`);
  return out;
}
