import type { ExpressionBuilder, Kysely, Transaction } from 'kysely';
import type { Findings } from '../checks/measure.ts';
import { note, type AuditedAct } from './audit.ts';
import type { CaseId } from './case-record.ts';
import { sweepFrom, type StoredSweep, type SweepId } from './sweeps.ts';
import type { SweepRow, Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** How a job ended. */
export type JobEnd =
  | { readonly status: 'finished'; readonly findings: Findings }
  | { readonly status: 'refused' | 'aborted'; readonly reason: string };

/** A job that has begun and was not heard of for so long has been lost with its device; milliseconds. */
export const RUN_LIMIT_MS = 60 * 60_000;

/** The sweeps that are asked of devices. */
export class Jobs {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(id: string): Promise<StoredSweep | null> {
    if (!isUuid(id)) return null;
    const row = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('id', '=', id)
      .where('device_id', 'is not', null)
      .executeTakeFirst();
    return row ? sweepFrom(row) : null;
  }

  /** The jobs of a device that have not ended, oldest first. */
  async openOf(deviceId: string, limit: number): Promise<StoredSweep[]> {
    const rows = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('device_id', '=', deviceId)
      .where('ended_at', 'is', null)
      .orderBy('at')
      .limit(limit)
      .execute();
    return rows.map(sweepFrom);
  }

  /** The jobs of these cases that have not ended. */
  async openIn(cases: readonly CaseId[]): Promise<StoredSweep[]> {
    const rows = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('case_id', 'in', cases)
      .where('device_id', 'is not', null)
      .where('ended_at', 'is', null)
      .execute();
    return rows.map(sweepFrom);
  }

  /** The jobs that were asked at `since` (Unix milliseconds) or later and have not begun, oldest first. */
  async askedSince(since: number, limit: number): Promise<StoredSweep[]> {
    const rows = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('device_id', 'is not', null)
      .where('ended_at', 'is', null)
      .where('status', '=', 'open')
      .where('at', '>=', since)
      .orderBy('at')
      .limit(limit)
      .execute();
    return rows.map(sweepFrom);
  }

  /** Which of these have ended. */
  async endedOf(ids: readonly SweepId[]): Promise<SweepId[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('sweeps')
      .select('id')
      .where('id', 'in', ids)
      .where('ended_at', 'is not', null)
      .execute();
    return rows.map(({ id }) => id as SweepId);
  }

  /** The device is at it: it may begin until `time` (Unix milliseconds). */
  async extend(id: SweepId, time: number): Promise<void> {
    await this.#db
      .updateTable('sweeps')
      .set({ expires_at: time })
      .where('id', '=', id)
      .where('status', '=', 'open')
      .where('expires_at', '<', time)
      .execute();
  }

  /**
   * Notes that it has begun; false where it had begun before, or has ended. Of one that has expired or was called off
   * only who agreed is noted.
   */
  async begin(job: StoredSweep, consent: string, at: number): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const agreed = async (
        statuses: readonly StoredSweep['status'][],
        set: Partial<SweepRow>,
      ): Promise<boolean> => {
        const { numUpdatedRows } = await transaction
          .updateTable('sweeps')
          .set({ ...set, consent })
          .where('id', '=', job.id)
          .where('status', 'in', statuses)
          .where('consent', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows > 0n) await noted(transaction, job, 'consented', consent, at);
        return numUpdatedRows > 0n;
      };
      if (await agreed(['open'], { status: 'running', begun_at: at })) return true;
      await agreed(['expired', 'aborted'], {});
      return false;
    });
  }

  /**
   * Notes how it ended; false where it had ended before: then only the audit trail tells of a refusal, and of results that
   * were thrown away, of a job that was called off or lapsed, once each. What was found is taken also after it has expired.
   */
  async end(job: StoredSweep, end: JobEnd, at: number): Promise<boolean> {
    const { status } = end;
    const found =
      end.status === 'finished'
        ? { findings: JSON.stringify(end.findings) }
        : { reason: end.reason };
    return this.#db.transaction().execute(async (transaction) => {
      const ended = await transaction
        .updateTable('sweeps')
        .set({ status, ended_at: at, told_at: null, leased_until: 0, ...found })
        .where('id', '=', job.id)
        .where((row) =>
          row.or([
            row('ended_at', 'is', null),
            ...(status === 'finished' ? [row('status', '=', 'expired')] : []),
          ]),
        )
        .returning('consent')
        .executeTakeFirst();
      if (!ended) {
        await notedLate(transaction, job, end, at);
        return false;
      }
      const detail = end.status === 'finished' ? unagreed(ended) : end.reason;
      await noted(transaction, job, status, detail, at);
      return true;
    });
  }

  /** Ends the jobs that did not begin in time, and those that were lost with their device. */
  async expire(now: number): Promise<StoredSweep[]> {
    const overdue = (row: ExpressionBuilder<Tables, 'sweeps'>) =>
      row.and([
        row('device_id', 'is not', null),
        row('ended_at', 'is', null),
        row.or([
          row.and([row('status', '=', 'open'), row('expires_at', '<=', now)]),
          row.and([row('status', '=', 'running'), row('begun_at', '<=', now - RUN_LIMIT_MS)]),
          // Asked, or begun, before the clock was set back.
          row.and([row('status', '=', 'open'), row('at', '>', now + RUN_LIMIT_MS)]),
          row.and([row('status', '=', 'running'), row('begun_at', '>', now + RUN_LIMIT_MS)]),
        ]),
      ]);
    // Mostly there is none, and then nobody else is kept from writing.
    const found = await this.#db
      .selectFrom('sweeps')
      .select('id')
      .where(overdue)
      .limit(1)
      .executeTakeFirst();
    if (!found) return [];
    return this.#db.transaction().execute(async (transaction) => {
      const rows = await transaction
        .updateTable('sweeps')
        .set({ status: 'expired', ended_at: now, leased_until: 0 })
        .where(overdue)
        .returningAll()
        .execute();
      const jobs = rows.map(sweepFrom);
      for (const job of jobs)
        await noted(transaction, job, 'expired', job.begunAt === null ? 'not begun' : 'lost', now);
      return jobs;
    });
  }
}

function unagreed({ consent }: Pick<SweepRow, 'consent'>): string {
  return consent === null ? 'nobody told who agreed' : '';
}

/** Notes what a device says of a job that was ended by others, or lapsed, unless it has said so before. */
async function notedLate(
  db: Transaction<Tables>,
  job: StoredSweep,
  end: JobEnd,
  at: number,
): Promise<void> {
  if (end.status === 'aborted') return;
  const isNoted = async (): Promise<boolean> => {
    const before = await db
      .selectFrom('audit')
      .select('seq')
      .where('job_id', '=', job.id)
      .where('what', '=', end.status)
      .limit(1)
      .executeTakeFirst();
    return before !== undefined;
  };
  if (await isNoted()) return;
  // It changes nothing, but who says the same at another process waits here until this is saved.
  const row = await db
    .updateTable('sweeps')
    .set((row) => ({ mark: row.ref('mark') }))
    .where('id', '=', job.id)
    .where('status', 'in', ['aborted', 'expired'])
    .returning(['status', 'reason', 'consent'])
    .executeTakeFirst();
  if (!row || (await isNoted())) return;
  const thrownAway = `thrown away: ${row.reason ?? row.status}`;
  const detail =
    end.status === 'finished' ? [thrownAway, unagreed(row)].filter(Boolean).join('; ') : end.reason;
  await noted(db, job, end.status, detail, at);
}

/** The device itself did it, whoever sits there. */
async function noted(
  db: Transaction<Tables>,
  { id, place, device, caseId }: StoredSweep,
  what: AuditedAct,
  detail: string,
  at: number,
): Promise<void> {
  await note(db, [{ at, by: place, what, deviceId: device, jobId: id, caseId, detail }]);
}
