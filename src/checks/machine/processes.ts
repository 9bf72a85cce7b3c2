import { readdir, readFile } from 'node:fs/promises';
import type { Machine } from './machine.ts';

/** Processes beyond these are not looked at. */
const MOST_PROCESSES = 20_000;
/** Files read at a time. */
const AT_A_TIME = 64;

/** The names of Linux's processes, of which the kernel keeps the first 15 bytes (proc(5), /proc/pid/comm). */
async function namesInProc(signal: AbortSignal): Promise<string[] | null> {
  const entries = await readdir('/proc').catch(() => []);
  const ids = entries.filter((name) => /^\d+$/.test(name)).slice(0, MOST_PROCESSES);
  const names: string[] = [];
  for (let at = 0; at < ids.length && !signal.aborted; at += AT_A_TIME)
    names.push(
      ...(await Promise.all(
        // A process that has ended meanwhile has no name any more.
        ids
          .slice(at, at + AT_A_TIME)
          .map((id) => readFile(`/proc/${id}/comm`, 'utf8').catch(() => '')),
      )),
    );
  return ids.length === 0 ? null : names.map((name) => name.replace(/\n$/, ''));
}

/** Without "-ww", ps of macOS cuts its lines at 79 characters where there is no terminal. */
const PS = ['/bin/ps', ['-A', '-ww', '-o', 'comm=']] as const;
const TASKLIST = [String.raw`C:\Windows\System32\tasklist.exe`, ['/fo', 'csv', '/nh']] as const;

function linesOf(printed: string | null): string[] | null {
  return printed?.split(/\r?\n/).slice(0, MOST_PROCESSES) ?? null;
}

/** What each kind of system calls its processes: names or paths of programs, never what they were started with. */
export async function processNames(
  machine: Machine,
  signal: AbortSignal,
): Promise<readonly string[] | null> {
  switch (machine.platform) {
    case 'linux':
      // Where /proc may not be read, ps may: the companion's executable is confined like that.
      return (await namesInProc(signal)) ?? linesOf(await machine.run(...PS, signal));
    case 'darwin':
      return linesOf(await machine.run(...PS, signal));
    case 'win32':
      return (
        linesOf(await machine.run(...TASKLIST, signal))?.map(
          (line) => /^"([^"]*)"/.exec(line)?.[1] ?? '',
        ) ?? null
      );
    default:
      return null;
  }
}
