import { opendir, lstat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';

/** Both ends belong to it. */
export interface LogWindow {
  readonly from: Date;
  readonly to: Date;
}

/** A log on this machine, as it was when it was found. */
export interface LogFile {
  /** Its real path. */
  readonly path: string;
  /** Its path below the folder it was found in. */
  readonly name: string;
  readonly bytes: number;
  readonly modified: Date;
  /** What tells it from another file that takes its place. */
  readonly inode: number;
}

export interface FoundLogs {
  /** The last ones of the window, oldest first. */
  readonly files: readonly LogFile[];
  /** How many more there are in the window. */
  readonly leftOut: number;
}

const MOST_FILES = 200;
/** Below a log folder. */
const DEEPEST = 5;
/** Names looked at in all. */
const MOST_ENTRIES = 20_000;

/** A file holds lines of the window where it was changed in it, or grew through it: from its birth to its last change. */
function isInWindow(born: number, changed: number, { from, to }: LogWindow): boolean {
  // Where a file system does not know when a file was born, only its last change counts.
  const first = born > 0 ? Math.min(born, changed) : changed;
  return changed >= from.getTime() && first <= to.getTime();
}

async function* filesBelow(folder: string, depth = 0): AsyncGenerator<string> {
  const below = await opendir(folder).catch(() => null);
  if (!below) return;
  try {
    // A link is neither a file nor a folder here, so none is followed.
    for await (const entry of below) {
      const path = join(folder, entry.name);
      if (entry.isDirectory() && depth < DEEPEST) yield* filesBelow(path, depth + 1);
      else yield path;
    }
  } catch {
    // A folder that vanishes or cannot be read on has shown what it could.
  }
}

/** The logs of a time window below the folders, in bounded time and memory; stops early when `signal` aborts. */
export async function findLogs(
  folders: readonly string[],
  window: LogWindow,
  signal: AbortSignal,
): Promise<FoundLogs> {
  const found = new Map<string, LogFile>();
  let entries = 0;
  for (const folder of folders)
    for await (const path of filesBelow(folder)) {
      if (signal.aborted || ++entries > MOST_ENTRIES) break;
      const stats = await lstat(path).catch(() => null);
      if (!stats?.isFile() || !isInWindow(stats.birthtimeMs, stats.mtimeMs, window)) continue;
      const name = relative(folder, path).split(sep).join('/');
      const { size: bytes, mtime: modified, ino: inode } = stats;
      found.set(path, { path, name, bytes, modified, inode });
    }
  const inOrder = [...found.values()].sort(
    (a, b) => a.modified.getTime() - b.modified.getTime() || (a.path < b.path ? -1 : 1),
  );
  const files = inOrder.slice(-MOST_FILES);
  return { files, leftOut: inOrder.length - files.length };
}
