import type { Kysely } from 'kysely';
import type { AuditRow, Tables } from './tables.ts';

/** What can be done with devices. */
export const AUDITED_ACTS = [
  'code-refused',
  'enrolled',
  'renamed',
  'shared',
  'revoked',
  'forgotten',
  'token-created',
  'token-revoked',
  'asked',
  'consented',
  'refused',
  'finished',
  'aborted',
  'logs-sent',
  'expired',
] as const;
export type AuditedAct = (typeof AUDITED_ACTS)[number];

/** Who did what to which device, when. */
export interface AuditEntry {
  /** Unix milliseconds. */
  readonly at: number;
  /** A person, or the device itself. */
  readonly by: string;
  readonly what: AuditedAct;
  readonly deviceId?: string | null;
  readonly jobId?: string | null;
  readonly caseId?: string | null;
  /** In a word or two, such as why something was refused. */
  readonly detail?: string;
}

export interface StoredAuditEntry extends Required<AuditEntry> {
  readonly seq: number;
  /** What the device is called now; null where there is none. */
  readonly deviceName: string | null;
}

function entryFrom(row: AuditRow & { readonly name: string | null }): StoredAuditEntry {
  const { seq, at, by, what, detail, name } = row;
  return {
    seq,
    at,
    by,
    what: what as AuditedAct,
    deviceId: row.device_id,
    deviceName: name,
    jobId: row.job_id,
    caseId: row.case_id,
    detail,
  };
}

/** What one statement deletes at most: others wait for it. */
const AT_ONCE = 1000;

/** Who did what; nothing is ever changed in it, and what is old enough goes. */
export class Audit {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async add(entry: AuditEntry): Promise<void> {
    await note(this.#db, [entry]);
  }

  /** Newest first; of one device or one job, where it is named; before the entry of that number. */
  async list({
    deviceId,
    jobId,
    before,
    limit,
  }: {
    readonly deviceId?: string;
    readonly jobId?: string;
    readonly before?: number | undefined;
    readonly limit: number;
  }): Promise<StoredAuditEntry[]> {
    let query = this.#db
      .selectFrom('audit')
      .leftJoin('devices', 'devices.id', 'audit.device_id')
      .selectAll('audit')
      .select('devices.name');
    if (deviceId !== undefined) query = query.where('device_id', '=', deviceId);
    if (jobId !== undefined) query = query.where('job_id', '=', jobId);
    if (before !== undefined) query = query.where('seq', '<', before);
    const rows = await query.orderBy('seq', 'desc').limit(limit).execute();
    return rows.map(entryFrom);
  }

  /** Deletes what was noted before `time` (Unix milliseconds), a piece at a time; returns how many entries that were. */
  async forgetBefore(time: number): Promise<number> {
    let forgotten = 0;
    for (;;) {
      const { numDeletedRows } = await this.#db
        .deleteFrom('audit')
        .where('seq', 'in', (old) =>
          old.selectFrom('audit').select('seq').where('at', '<', time).limit(AT_ONCE),
        )
        .executeTakeFirst();
      forgotten += Number(numDeletedRows);
      if (numDeletedRows < AT_ONCE) return forgotten;
    }
  }
}

/** Adds entries, together with whatever else `db` changes. */
export async function note(db: Kysely<Tables>, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  await db
    .insertInto('audit')
    .values(
      entries.map(({ at, by, what, deviceId, jobId, caseId, detail }) => ({
        at,
        by,
        what,
        device_id: deviceId ?? null,
        job_id: jobId ?? null,
        case_id: caseId ?? null,
        detail: detail ?? '',
      })),
    )
    .execute();
}
