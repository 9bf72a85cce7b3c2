import { homedir } from 'node:os';
import { sep } from 'node:path';
import type { Writable } from 'node:stream';
import { redact } from '../diagnosis/redact.ts';
import { deadline, type CheckContext } from './check.ts';
import { findLogs, type FoundLogs, type LogFile, type LogWindow } from './log-files.ts';
import { logFolders, type LogSources } from './log-folders.ts';
import { redactedLog } from './log-text.ts';
import { packLogs, type PackOptions } from './logs-pack.ts';
import type { LogsResult } from './result.ts';

/** The logs of a time window, found once: what is packed is what was shown. */
export interface CollectedLogs {
  /** With a preview of what would leave the machine. */
  readonly result: LogsResult;
  /** Writes them, redacted, as one gzip stream; only once the person has agreed. Throws as `packLogs` does. */
  readonly pack: (into: Writable, options?: PackOptions) => Promise<void>;
}

const MOST_PREVIEW = 40;
const LONGEST = { line: 500, name: 300, folder: 500 } as const;

/** The first lines that would leave the machine. They are redacted whole before they are cut. */
async function previewOf(files: readonly LogFile[], signal: AbortSignal): Promise<string[]> {
  const lines: string[] = [];
  let rest = '';
  for (const file of files) {
    for await (const text of redactedLog(file)) {
      const whole = (rest + text).split('\n');
      rest = whole.pop() ?? '';
      lines.push(...whole.slice(0, MOST_PREVIEW));
      if (lines.length >= MOST_PREVIEW || signal.aborted) break;
    }
    if (lines.length >= MOST_PREVIEW || signal.aborted) break;
  }
  return lines.slice(0, MOST_PREVIEW).map((line) => line.slice(0, LONGEST.line));
}

/** A folder as it may be told: without the name of the person, which stands in the path of their home. */
function shownFolder(folder: string, home: string): string {
  const shown =
    folder === home || folder.startsWith(home + sep) ? `~${folder.slice(home.length)}` : folder;
  return redact(shown).text.slice(0, LONGEST.folder);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}

/** The logs of a time window. Nothing leaves the machine: that is for `pack`. */
export async function collectLogs(
  window: LogWindow,
  sources: LogSources,
  context: Pick<CheckContext, 'signal' | 'limitMs'>,
): Promise<CollectedLogs> {
  const started = performance.now();
  const signal = deadline(context);
  const { home = homedir() } = sources;
  let folders: string[] = [];
  let found: FoundLogs = { files: [], leftOut: 0 };
  let preview: string[] = [];
  const look = async (): Promise<void> => {
    folders = await logFolders(sources, home, signal);
    found = await findLogs(folders, window, signal);
    preview = await previewOf(found.files, signal);
  };
  // A file of a network drive that does not answer cannot be waited for; what is known by then counts.
  await Promise.race([look(), aborted(signal)]);
  const { files, leftOut } = found;
  const finding =
    folders.length === 0 ? 'no-folder' : files.length === 0 ? 'none-in-window' : 'found';
  return {
    result: {
      kind: 'logs',
      target: '-',
      status: finding === 'found' ? 'ok' : 'inconclusive',
      finding,
      timings: { total: performance.now() - started },
      evidence: {
        folders: folders.map((folder) => shownFolder(folder, home)),
        from: window.from.toISOString(),
        to: window.to.toISOString(),
        files: files.map(({ name, bytes, modified }) => ({
          name: redact(name).text.slice(-LONGEST.name),
          bytes,
          modified: modified.toISOString(),
        })),
        leftOut,
        preview,
      },
    },
    pack: (into, options) => packLogs(files, into, options),
  };
}
