import { homedir } from 'node:os';
import { sep } from 'node:path';
import { redact } from '../diagnosis/redact.ts';
import { deadline, type CheckContext } from './check.ts';
import { findLogs, type FoundLogs, type LogFile, type LogWindow } from './log-files.ts';
import { logFolders } from './log-folders.ts';
import { redactedLog } from './log-text.ts';
import type { LogsResult } from './result.ts';

/** Where this machine keeps what belongs to the person. */
export interface LogPlaces {
  readonly home: string;
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

/**
 * The logs of a time window, with a preview of what would leave the machine. Nothing does: that is for `packLogs`, and
 * only after the person has agreed.
 */
export async function checkLogs(
  window: LogWindow,
  context: CheckContext,
  places: LogPlaces = { home: homedir() },
): Promise<LogsResult> {
  const started = performance.now();
  const signal = deadline(context);
  let folders: string[] = [];
  let found: FoundLogs = { files: [], leftOut: 0 };
  let preview: string[] = [];
  const look = async (): Promise<void> => {
    folders = await logFolders(context, places.home, signal);
    found = await findLogs(folders, window, signal);
    preview = await previewOf(found.files, signal);
  };
  // A file of a network drive that does not answer cannot be waited for; what is known by then counts.
  await Promise.race([look(), aborted(signal)]);
  const finding =
    folders.length === 0 ? 'no-folder' : found.files.length === 0 ? 'none-in-window' : 'found';
  return {
    kind: 'logs',
    target: '-',
    status: finding === 'found' ? 'ok' : 'inconclusive',
    finding,
    timings: { total: performance.now() - started },
    evidence: {
      folders: folders.map((folder) => shownFolder(folder, places.home)),
      from: window.from.toISOString(),
      to: window.to.toISOString(),
      files: found.files.map(({ name, bytes, modified }) => ({
        name: redact(name).text.slice(-LONGEST.name),
        bytes,
        modified: modified.toISOString(),
      })),
      leftOut: found.leftOut,
      preview,
    },
  };
}
