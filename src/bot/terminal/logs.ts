import { createWriteStream } from 'node:fs';
import { homedir } from 'node:os';
import type { CheckContext } from '../../checks/check.ts';
import { findLogs } from '../../checks/log-files.ts';
import { logFolders, logPatternsOf } from '../../checks/log-folders.ts';
import { checkLogs } from '../../checks/logs.ts';
import { packLogs } from '../../checks/logs-pack.ts';
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

function previewReply(result: LogsResult, packedInto: string | null, language: Language): Reply {
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
      note(packedInto === null ? words.logsStay : words.logsPacked(packedInto)),
    ],
    actions: [],
  };
}

/** The logs of the last day: what would leave the machine, and nothing leaves it; packed only where it was asked for. */
export async function previewLogs(
  { folders, packInto }: LogsRequest,
  pack: Pack,
  context: CheckContext,
  language: Language,
): Promise<Reply> {
  const to = new Date();
  const window = { from: new Date(to.getTime() - WINDOW_MS), to };
  const places: CheckContext = {
    ...context,
    logFolders: folders,
    logPatterns: logPatternsOf(pack.escalation, process.platform),
  };
  const result = await checkLogs(window, places);
  if (packInto !== null) {
    const found = await logFolders(places, homedir(), context.signal);
    const { files } = await findLogs(found, window, context.signal);
    try {
      await packLogs(files, createWriteStream(packInto, { flags: 'wx', mode: 0o600 }), {
        signal: context.signal,
      });
    } catch (error) {
      if (!(error instanceof Error) || !('syscall' in error)) throw error;
      throw new UsageError(
        'unwritable-file',
        `cannot write ${packInto}: ${error.message}`,
        'name a file that does not exist yet, in a folder that can be written to',
      );
    }
  }
  return previewReply(result, packInto, language);
}
