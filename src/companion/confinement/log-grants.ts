import { readdir, realpath } from 'node:fs/promises';
import { join, resolve, sep } from 'node:path';
import { inHome, matcher, MOST_NAMES } from '../../checks/log-folders.ts';

/** Of more, nothing is granted: flags must fit on a command line. */
const MOST_FOLDERS = 500;

/**
 * The folders that a pattern can stand for by the names that are there, whether or not they exist: macOS asks the
 * person before a program looks into another app's container, and nobody has asked for logs yet.
 */
async function foldersOf(pattern: string, home: string): Promise<string[]> {
  const parts = inHome(pattern, home).split(/[/\\]/);
  const first = parts.findIndex((part) => part.includes('*'));
  const fixed = parts.slice(0, first < 0 ? undefined : first).join(sep) || sep;
  const start = await realpath(fixed).catch(() => null);
  if (start === null) return [];
  let folders = [start];
  for (const part of first < 0 ? [] : parts.slice(first)) {
    const fits = matcher(part);
    const next = folders.map(async (folder) => {
      if (!part.includes('*')) return [join(folder, part)];
      const names = await readdir(folder).catch(() => []);
      return names
        .filter((name) => fits.test(name))
        .slice(0, MOST_NAMES)
        .map((name) => join(folder, name));
    });
    folders = (await Promise.all(next)).flat();
  }
  return folders;
}

/** The folders that the person names on the command line with `--logs`. */
function namedIn(argv: readonly string[]): string[] {
  const end = argv.indexOf('--');
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.flatMap((argument, at) => {
    if (argument.startsWith('--logs=')) return argument.slice('--logs='.length).split(',');
    return argument === '--logs' ? (options[at + 1] ?? '').split(',') : [];
  });
}

/** The folders whose logs the companion may read: those that the person named in `argv`, and those of the patterns. */
export async function grantedLogFolders(
  argv: readonly string[],
  patterns: readonly string[],
  home: string,
): Promise<string[]> {
  const named = namedIn(argv)
    .filter((path) => path !== '')
    .map(async (path) => {
      const whole = resolve(inHome(path, home));
      const real = await realpath(whole).catch(() => null);
      return real === null ? [] : [whole, real];
    });
  const known = patterns.map((pattern) => foldersOf(pattern, home));
  const all = (await Promise.all([...named, ...known])).flat();
  return [...new Set(all)].slice(0, MOST_FOLDERS);
}
