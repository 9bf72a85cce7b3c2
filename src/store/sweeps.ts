import { randomUUID } from 'node:crypto';
import type { Kysely, Transaction } from 'kysely';
import type { Findings } from '../checks/measure.ts';
import type { PlannedCheck } from '../diagnosis/plan.ts';
import type { CaseId } from './case-record.ts';
import type { SweepRow, Tables } from './tables.ts';

export type SweepId = string & { readonly __sweep: never };

/** A sweep to be run. */
export interface NewSweep {
  /** Which of the case's askings it answers. */
  readonly mark: number;
  /** The machine that is to run it. */
  readonly place: string;
  readonly checks: readonly PlannedCheck[];
}

export interface StoredSweep extends NewSweep {
  readonly id: SweepId;
  readonly caseId: CaseId;
  /** Unix milliseconds. */
  readonly at: number;
  /** Null until it has ended. */
  readonly findings: Findings | null;
  /** Whether its findings are in the case. */
  readonly isTold: boolean;
}

function fromRow({ id, case_id, mark, place, plan, findings, at, told_at }: SweepRow): StoredSweep {
  return {
    id: id as SweepId,
    caseId: case_id as CaseId,
    mark,
    place,
    checks: JSON.parse(plan) as PlannedCheck[],
    at,
    findings: findings === null ? null : (JSON.parse(findings) as Findings),
    isTold: told_at !== null,
  };
}

/** Nobody takes a lease for longer: one that ends later was taken before the clock was set back. */
const LONGEST_LEASE_MS = 10 * 60_000;

/** The sweeps of the cases: those to be run, those that run, and what they found. */
export class Sweeps {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Takes sweeps of that place that have not been told, at most `limit`. They are this process's until `until`. */
  async claim(place: string, now: number, until: number, limit: number): Promise<StoredSweep[]> {
    const open = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('place', '=', place)
      .where('told_at', 'is', null)
      .where((row) =>
        row.or([row('leased_until', '<=', now), row('leased_until', '>', now + LONGEST_LEASE_MS)]),
      )
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
      if (numUpdatedRows > 0n) claimed.push(fromRow(row));
    }
    return claimed;
  }

  async keep(id: SweepId, findings: Findings): Promise<void> {
    await this.#change(id, { findings: JSON.stringify(findings) });
  }

  /** Its findings are in the case, or nobody wants them any more. */
  async told(id: SweepId, at: number): Promise<void> {
    await this.#change(id, { told_at: at });
  }

  /** Somebody else may take it. */
  async release(id: SweepId): Promise<void> {
    await this.#change(id, { leased_until: 0 });
  }

  /** The newest sweep of a case; null where there was none. */
  async latestOf(caseId: CaseId): Promise<StoredSweep | null> {
    const row = await this.#db
      .selectFrom('sweeps')
      .selectAll()
      .where('case_id', '=', caseId)
      .orderBy('at', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row ? fromRow(row) : null;
  }

  async #change(id: SweepId, set: Partial<SweepRow>): Promise<void> {
    await this.#db.updateTable('sweeps').set(set).where('id', '=', id).execute();
  }
}

/** Adds sweeps of a case; one that was asked for before and has not ended is no longer wanted. */
export async function addSweeps(
  db: Transaction<Tables>,
  caseId: CaseId,
  sweeps: readonly NewSweep[],
  at: number,
): Promise<void> {
  if (sweeps.length === 0) return;
  await db
    .updateTable('sweeps')
    .set({ told_at: at })
    .where('case_id', '=', caseId)
    .where('told_at', 'is', null)
    .execute();
  await db
    .insertInto('sweeps')
    .values(
      sweeps.map(({ mark, place, checks }) => ({
        id: randomUUID(),
        case_id: caseId,
        mark,
        place,
        plan: JSON.stringify(checks),
        at,
        leased_until: 0,
        findings: null,
        told_at: null,
      })),
    )
    .execute();
}
