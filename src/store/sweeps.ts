import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Findings } from '../checks/measure.ts';
import type { SweepPlan } from '../checks/plan-sweep.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import { note, type AuditEntry } from './audit.ts';
import type { CaseId } from './case-record.ts';
import type { DeviceId } from './devices.ts';
import { hasCome } from './lease.ts';
import type { SweepRow, Tables } from './tables.ts';

export type SweepId = string & { readonly __sweep: never };

/** What a device is told beside the checks, and what the verdict rests on. */
export interface Brief extends Omit<SweepPlan, 'plan'> {
  readonly pack: string;
  readonly language: Language;
  /** Whether the SDK's logs are wanted too. */
  readonly logs: boolean;
}

/** A sweep to be run. */
export interface NewSweep {
  /** Which of the case's askings it answers. */
  readonly mark: number;
  /** The machine that is to run it, as people know it. */
  readonly place: string;
  readonly checks: readonly PlannedCheck[];
  /** The device that it is asked of; null where a machine measures by itself. */
  readonly device: DeviceId | null;
  /** What goes with it to a device; null where this machine measures. */
  readonly brief: Brief | null;
  /** Who asked. */
  readonly requester: string;
}

/** A device has so long to begin; milliseconds. */
export const BEGIN_WITHIN_MS = 15 * 60_000;

export interface StoredSweep extends NewSweep {
  readonly id: SweepId;
  readonly caseId: CaseId;
  /** Unix milliseconds. */
  readonly at: number;
  readonly status: SweepRow['status'];
  /** Why it was refused or ended early. */
  readonly reason: string | null;
  /** Who let it begin. */
  readonly consent: string | null;
  /** A device must have begun by then; Unix milliseconds. */
  readonly expiresAt: number | null;
  readonly begunAt: number | null;
  readonly endedAt: number | null;
  /** Null where nothing was found, or not yet. */
  readonly findings: Findings | null;
  /** Whether its findings are in the case. */
  readonly isTold: boolean;
}

export function sweepFrom(row: SweepRow): StoredSweep {
  const { id, case_id, mark, place, plan, findings, at, told_at, device_id, requester } = row;
  const { status, reason, consent } = row;
  return {
    id: id as SweepId,
    caseId: case_id as CaseId,
    mark,
    place,
    checks: JSON.parse(plan) as PlannedCheck[],
    device: device_id as DeviceId | null,
    brief: row.brief === null ? null : (JSON.parse(row.brief) as Brief),
    requester,
    at,
    status,
    reason,
    consent,
    expiresAt: row.expires_at,
    begunAt: row.begun_at,
    endedAt: row.ended_at,
    findings: findings === null ? null : (JSON.parse(findings) as Findings),
    isTold: told_at !== null,
  };
}

/** The sweeps of the cases: those to be run, those that run, and what they found. */
export class Sweeps {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Takes sweeps that have not been told, at most `limit`: those that have ended, and those that this machine, `place`,
   * is to run. They are this process's until `until`.
   */
  async claim(
    place: string | null,
    now: number,
    until: number,
    limit: number,
  ): Promise<StoredSweep[]> {
    const open = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('told_at', 'is', null)
      .where((row) =>
        row.or([
          row('ended_at', 'is not', null),
          ...(place === null
            ? []
            : [row.and([row('device_id', 'is', null), row('place', '=', place)])]),
        ]),
      )
      .where((row) => hasCome(row.ref('leased_until'), now))
      .orderBy('at')
      .limit(limit)
      .execute();
    const claimed: StoredSweep[] = [];
    for (const row of open) {
      const { numUpdatedRows } = await this.#db
        .updateTable('sweeps')
        .set({ leased_until: until })
        .where('id', '=', row.id)
        .where('told_at', 'is', null)
        .where('leased_until', '=', row.leased_until)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) claimed.push(sweepFrom(row));
    }
    return claimed;
  }

  /** Keeps what was found; false where the sweep has ended before, and what was found is thrown away. */
  async keep(id: SweepId, findings: Findings, at: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('sweeps')
      .set({ findings: JSON.stringify(findings), status: 'finished', ended_at: at })
      .where('id', '=', id)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** That end of it is in the case, or nobody wants it any more. One that ended otherwise meanwhile is told again. */
  async told({ id, status }: Pick<StoredSweep, 'id' | 'status'>, at: number): Promise<void> {
    await this.#db
      .updateTable('sweeps')
      .set({ told_at: at })
      .where('id', '=', id)
      .where('status', '=', status)
      .execute();
  }

  /** Somebody else may take it. */
  async release(id: SweepId): Promise<void> {
    await this.#db.updateTable('sweeps').set({ leased_until: 0 }).where('id', '=', id).execute();
  }

  /** Those of a case that have ended and that it was not told of, oldest first. */
  async untoldOf(caseId: CaseId): Promise<StoredSweep[]> {
    const rows = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('case_id', '=', caseId)
      .where('ended_at', 'is not', null)
      .where('told_at', 'is', null)
      .orderBy('at')
      .execute();
    return rows.map(sweepFrom);
  }

  /** The newest sweep of a case, or the last one that found something where nothing came of those since; null for none. */
  async latestOf(caseId: CaseId): Promise<StoredSweep | null> {
    const row = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('case_id', '=', caseId)
      .orderBy((row) =>
        row
          .case()
          .when(row.or([row('told_at', 'is', null), row('findings', 'is not', null)]))
          .then(0)
          .else(1)
          .end(),
      )
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? sweepFrom(row) : null;
  }
}

/**
 * Nobody wants the sweep of that case any more that has not ended: `by` said so, at the Unix millisecond `at`. False where
 * one has ended and the case was not told so yet.
 */
export async function withdrawSweeps(
  db: Transaction<Tables>,
  caseId: CaseId,
  by: string,
  at: number,
): Promise<boolean> {
  const withdrawn = await db
    .updateTable('sweeps')
    .set({ status: 'aborted', reason: 'withdrawn', ended_at: at, told_at: at })
    .where('case_id', '=', caseId)
    .where('ended_at', 'is', null)
    .returning(['id', 'device_id'])
    .execute();
  const act = { what: 'aborted', detail: 'withdrawn', caseId, by, at } as const;
  await noteJobs(db, withdrawn, () => act);
  // Only now: one that ended in between is seen.
  const untold = await db
    .selectFrom('sweeps')
    .select('id')
    .where('case_id', '=', caseId)
    .where('told_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return untold === undefined;
}

/** Adds sweeps of a case. */
export async function addSweeps(
  db: Transaction<Tables>,
  caseId: CaseId,
  sweeps: readonly NewSweep[],
  at: number,
): Promise<void> {
  const [by] = sweeps.map(({ requester }) => requester);
  if (by === undefined) return;
  const rows = sweeps.map(({ mark, place, checks, device, brief, requester }) => ({
    id: randomUUID(),
    case_id: caseId,
    mark,
    place,
    plan: JSON.stringify(checks),
    at,
    leased_until: 0,
    findings: null,
    told_at: null,
    device_id: device,
    brief: brief && JSON.stringify(brief),
    requester,
    status: 'open' as const,
    reason: null,
    consent: null,
    expires_at: device === null ? null : at + BEGIN_WITHIN_MS,
    begun_at: null,
    ended_at: null,
  }));
  await db.insertInto('sweeps').values(rows).execute();
  await noteJobs(db, rows, ({ place }) => ({ what: 'asked', detail: place, caseId, by, at }));
}

/** Notes what became of those that devices were asked for; of this machine's own, the case tells. */
async function noteJobs<Row extends Pick<SweepRow, 'id' | 'device_id'>>(
  db: Transaction<Tables>,
  rows: readonly Row[],
  actOf: (row: Row) => AuditEntry,
): Promise<void> {
  const ofDevices = rows.filter(({ device_id }) => device_id !== null);
  await note(
    db,
    ofDevices.map((row) => ({ ...actOf(row), deviceId: row.device_id, jobId: row.id })),
  );
}
