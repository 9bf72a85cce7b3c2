import { appendFileSync, readFileSync, renameSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../make-folder.ts';

const Line = z.strictObject({
  at: z.iso.datetime(),
  what: z.enum([
    'paired',
    'asked',
    'consented',
    'refused',
    'finished',
    'aborted',
    'logs-agreed',
    'logs-sent',
    'logs-refused',
    'server-refused',
  ]),
  job: z.string().nullable(),
  case: z.string().nullable(),
  requester: z.string().nullable(),
  detail: z.string(),
});
export type LoggedAct = z.output<typeof Line>;

/** A file of this size is put aside, and the one before it goes. */
const LARGEST_LOG = 1024 * 1024;

function pathIn(folder: string): string {
  return join(folder, 'companion.log');
}

/** What this companion was asked and what it did, for the person whose machine it is. */
export class AuditLog {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  add(act: Omit<LoggedAct, 'at'>, now: number): void {
    const path = pathIn(this.#folder);
    makeFolder(this.#folder);
    if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG)
      renameSync(path, `${path}.old`);
    const line: LoggedAct = { at: new Date(now).toISOString(), ...act };
    appendFileSync(path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
  }
}

/** Oldest first; what cannot be read is left out. */
export function readAuditLog(folder: string): LoggedAct[] {
  return [`${pathIn(folder)}.old`, pathIn(folder)].flatMap((path) => {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch {
      return [];
    }
    return text.split('\n').flatMap((line) => {
      try {
        return [Line.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
  });
}
