import { readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { EscalationFile } from '../knowledge/schema.ts';

/** Where logs are looked for. */
export interface LogSources {
  /** Folders that the person named; only they themselves may name any. */
  readonly folders: readonly string[];
  /** Where the pack says that logs are, on this platform; `*` stands for any name of one folder. */
  readonly patterns: readonly string[];
  /** What `~` stands for, where it is not the person's own. */
  readonly home?: string;
}

/** What a pack calls the platforms that are looked at. */
const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = {
  win32: 'windows',
  darwin: 'macos',
  linux: 'linux',
};

/** Where the pack says that the product keeps its logs on that platform; `*` stands for any name of one folder. */
export function logPatternsOf({ logs }: EscalationFile, platform: NodeJS.Platform): string[] {
  return logs.folders
    .filter((folder) => folder.platform === PLATFORMS[platform])
    .flatMap(({ paths }) => paths);
}

const MOST_FOLDERS = 16;
/** Names of a folder that a `*` is tried with. */
export const MOST_NAMES = 2000;

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}

/** The real path of a folder; null where there is none. */
async function realFolder(path: string): Promise<string | null> {
  const real = await realpath(path).catch(() => null);
  return real !== null && (await isFolder(real)) ? real : null;
}

/** What a part of a pattern with a `*` in it fits. */
export function matcher(part: string): RegExp {
  const literal = part
    .split('*')
    .map((each) => each.replace(/[.+?^${}()|[\]\\]/g, String.raw`\$&`));
  return new RegExp(`^${literal.join('[^]*')}$`);
}

/** A path with the person's home in the place of a `~` at its beginning. */
export function inHome(path: string, home: string): string {
  return path.replace(/^~(?=[/\\]|$)/, () => home);
}

/** The folders that a pattern stands for. Behind its fixed beginning no link is followed: it could lead anywhere. */
async function matching(pattern: string, home: string, signal: AbortSignal): Promise<string[]> {
  const parts = inHome(pattern, home).split(/[/\\]/);
  const first = parts.findIndex((part) => part.includes('*'));
  const fixed = await realFolder(parts.slice(0, first < 0 ? undefined : first).join(sep) || sep);
  if (fixed === null) return [];
  let folders = [fixed];
  for (const part of first < 0 ? [] : parts.slice(first)) {
    if (signal.aborted) return [];
    const next = await Promise.all(
      folders.map(async (folder) => {
        if (!part.includes('*')) return [join(folder, part)];
        const names = await readdir(folder).catch(() => []);
        const fits = matcher(part);
        return names
          .filter((name) => fits.test(name))
          .slice(0, MOST_NAMES)
          .map((name) => join(folder, name));
      }),
    );
    folders = next.flat();
  }
  const real = await Promise.all(folders.map(realFolder));
  return folders.filter((folder, at) => real[at] === folder);
}

/** The folders with logs on this machine: those that the person named, then those that the pack knows; real paths. */
export async function logFolders(
  { folders: named, patterns }: LogSources,
  home: string,
  signal: AbortSignal,
): Promise<string[]> {
  const own = await Promise.all(named.map((path) => realFolder(inHome(path, home))));
  const known = await Promise.all(patterns.map((pattern) => matching(pattern, home, signal)));
  const all = [...own.filter((path) => path !== null), ...known.flat()];
  return [...new Set(all)].slice(0, MOST_FOLDERS);
}
