import { open, rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import type { CheckContext } from '../../checks/check.ts';
import { collectLogs } from '../../checks/collect-logs.ts';
import { logPatternsOf } from '../../checks/log-folders.ts';
import type { LogsResult } from '../../checks/result.ts';
import { sayFinding } from '../../conversation/findings.ts';
import { note, text, type Reply } from '../../conversation/reply.ts';
import { WORDS } from '../../conversation/words.ts';
import { UsageError } from '../../errors.ts';
import type { Pack } from '../../knowledge/schema.ts';
import type { Language } from '../../knowledge/vocabulary.ts';

/** Logs from so long before now may tell of the failure; the SDK itself uploads no longer span. */
const WINDOW_MS = 24 * 60 * 60_000;

export interface LogsRequest {
  /** Folders that the person named, beside those of the pack. */
  readonly folders: readonly string[];
  /** Where to write the redacted logs; null only shows what would leave the machine. */
  readonly packInto: string | null;
}

function unwritable(path: string, { message }: Error): UsageError {
  return new UsageError(
    'unwritable-file',
    `cannot write ${path}: ${message}`,
    'name a file that does not exist yet, in a folder that can be written to',
  );
}

/** A new file for logs. It is made before anything is measured, so that a name that cannot be is told at once. */
export interface LogsFile {
  readonly path: string;
  /** @throws {UsageError} where it cannot be written to. */
  fill(write: (into: Writable) => Promise<void>): Promise<void>;
  /** Half a file is no use to anybody: one that was not filled goes away. */
  end(): Promise<void>;
}

/** @throws {UsageError} naming the file, where there is one already or none can be made. */
export async function openLogsFile(path: string): Promise<LogsFile> {
  const handle = await open(path, 'wx', 0o600).catch((error: unknown) => {
    throw error instanceof Error ? unwritable(path, error) : error;
  });
  let isFull = false;
  return {
    path,
    async fill(write) {
      try {
        await write(handle.createWriteStream());
        isFull = true;
      } catch (error) {
        // Whatever else failed is no fault of the file.
        const isOfWriting =
          error instanceof Error && 'syscall' in error && error.syscall === 'write';
        throw isOfWriting ? unwritable(path, error) : error;
      }
    },
    async end() {
      if (isFull) return;
      await handle.close().catch(() => undefined);
      await rm(path, { force: true });
    },
  };
}

/** The logs of the last day. */
export interface GatheredLogs {
  /** What would leave the machine. */
  readonly result: LogsResult;
  /** Where they were written, redacted; null where nothing was. */
  readonly packedInto: string | null;
}

/** Finds the logs of the last day, and writes them only where there is a file for them; nothing leaves the machine. */
export async function gatherLogs(
  folders: readonly string[],
  into: LogsFile | null,
  { escalation }: Pack,
  { signal, limitMs }: Pick<CheckContext, 'signal' | 'limitMs'>,
): Promise<GatheredLogs> {
  const to = new Date();
  const window = { from: new Date(to.getTime() - WINDOW_MS), to };
  const sources = { folders, patterns: logPatternsOf(escalation, process.platform) };
  const { result, pack } = await collectLogs(window, sources, { signal, limitMs });
  if (!into || result.finding !== 'found') return { result, packedInto: null };
  try {
    await into.fill((file) => pack(file, { signal }));
  } catch (error) {
    if (signal.aborted) return { result, packedInto: null };
    throw error;
  }
  return { result, packedInto: into.path };
}

/** What was gathered, for people, and what became of it. */
export function logsReply(result: LogsResult, outcome: string, language: Language): Reply {
  const words = WORDS[language];
  const { files, preview, leftOut } = result.evidence;
  return {
    title: words.logsTitle,
    sections: [
      text(sayFinding(result, language)),
      ...(files.length > 0
        ? [
            {
              kind: 'list' as const,
              heading: words.logFiles,
              items: [
                ...files.map(({ name, bytes, modified }) => ({
                  text: name,
                  aside: words.logFile(bytes, modified),
                })),
                ...(leftOut > 0 ? [{ text: words.andMore(leftOut) }] : []),
              ],
            },
          ]
        : []),
      ...(preview.length > 0
        ? [{ kind: 'quote' as const, heading: words.logPreview, lines: preview }]
        : []),
      ...(outcome === '' ? [] : [note(outcome)]),
    ],
    actions: [],
  };
}
