import { randomUUID } from 'node:crypto';
import { sql, type ExpressionBuilder, type Kysely, type Transaction } from 'kysely';
import type { Device } from '../companion/protocol.ts';
import { note, type AuditEntry, type AuditedAct } from './audit.ts';
import type { CaseId } from './case-record.ts';
import type { Newcomer } from './pairings.ts';
import type { DeviceRow, Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

export type DeviceId = string & { readonly __device: never };

/** A machine with a companion, as enrolled. */
export interface StoredDevice {
  readonly id: DeviceId;
  readonly name: string;
  readonly platform: string;
  readonly arch: string;
  /** Version of its companion. */
  readonly program: string;
  /** Raw Ed25519 key in base64url. */
  readonly publicKey: string;
  /** Whether a person there is asked before anything is measured. */
  readonly asks: boolean;
  /** Who paired it; null for a device of a fleet. */
  readonly owner: string | null;
  readonly sharedWith: DeviceRow['shared_with'];
  readonly enrolledAt: number;
  readonly enrolledBy: string;
  readonly seenAt: number;
  /** The process that holds its connection; null while it has none. */
  readonly gateway: string | null;
  readonly revokedAt: number | null;
}

/** Who lets a device in, and for what. */
export interface Sponsor {
  readonly owner: string | null;
  readonly enrolledBy: string;
  /** The case that it was paired for; null for a device of a fleet. */
  readonly caseId: string | null;
}

/** Who changes a device, and when. */
export interface Doing {
  readonly by: string;
  /** Unix milliseconds. */
  readonly at: number;
}

interface Act extends Doing {
  readonly what: AuditedAct;
  readonly detail?: string;
}

/** A device whose process has gone without a word counts as connected for so long; milliseconds. */
const STALE_MS = 3 * 60_000;

/** Whether it can be asked now, as far as is known. */
export function isConnected({ gateway, seenAt }: StoredDevice, now: number): boolean {
  return gateway !== null && Math.abs(now - seenAt) < STALE_MS;
}

function deviceFrom(row: DeviceRow): StoredDevice {
  const { id, name, platform, arch, program, asks, owner, gateway } = row;
  return {
    id: id as DeviceId,
    name,
    platform,
    arch,
    program,
    publicKey: row.public_key,
    asks: asks !== 0,
    owner,
    sharedWith: row.shared_with,
    enrolledAt: row.enrolled_at,
    enrolledBy: row.enrolled_by,
    seenAt: row.seen_at,
    gateway,
    revokedAt: row.revoked_at,
  };
}

/** Rows that one statement changes. */
const AT_ONCE = 400;

function inPieces<T>(all: readonly T[]): T[][] {
  const count = Math.ceil(all.length / AT_ONCE);
  return Array.from({ length: count }, (_, n) => all.slice(n * AT_ONCE, (n + 1) * AT_ONCE));
}

/** The machines with companions. */
export class Devices {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async find(id: string): Promise<StoredDevice | null> {
    if (!isUuid(id)) return null;
    const row = await this.#db
      .selectFrom('devices')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? deviceFrom(row) : null;
  }

  /** Newest first; those behind `after`, the last one of the page before. */
  async list(
    limit: number,
    after: { readonly enrolledAt: number; readonly id: string } | null = null,
  ): Promise<StoredDevice[]> {
    let query = this.#db.selectFrom('devices').selectAll();
    if (after)
      query = query.where((row) =>
        row.or([
          row('enrolled_at', '<', after.enrolledAt),
          row.and([row('enrolled_at', '=', after.enrolledAt), row('id', '>', after.id)]),
        ]),
      );
    const rows = await query.orderBy('enrolled_at', 'desc').orderBy('id').limit(limit).execute();
    return rows.map(deviceFrom);
  }

  /** The cases that each of these was paired for, newest pairing first. */
  async casesOf(ids: readonly DeviceId[]): Promise<ReadonlyMap<DeviceId, readonly CaseId[]>> {
    if (ids.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('device_cases')
      .select(['device_id', 'case_id'])
      .where('device_id', 'in', ids)
      .orderBy('at', 'desc')
      .execute();
    const byDevice = Map.groupBy(rows, ({ device_id }) => device_id as DeviceId);
    return new Map(
      [...byDevice].map(([id, of]) => [id, of.map(({ case_id }) => case_id as CaseId)] as const),
    );
  }

  /**
   * The devices that `person` may ask about the case, in an order that stays: those that are sought by a part of their
   * name, or by their id, then those that were paired for the case, then the person's own.
   */
  async usableFor(
    caseId: string,
    person: string,
    limit: number,
    sought: string | null = null,
  ): Promise<StoredDevice[]> {
    const rows = await this.#db
      .selectFrom('devices')
      .selectAll()
      .where('revoked_at', 'is', null)
      .where((row) => isUsable(row, caseId, person))
      .orderBy((row) => row.case().when(isSought(row, sought)).then(0).else(1).end())
      .orderBy((row) => row.case().when(isPairedFor(row, caseId)).then(0).else(1).end())
      .orderBy((row) => row.case().when('owner', '=', person).then(0).else(1).end())
      .orderBy('name')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(deviceFrom);
  }

  /** Notes which of these have come to `gateway`, which are still there, and which are not any more. */
  async noteConnections(
    gateway: string,
    { come, still, gone }: Readonly<Record<'come' | 'still' | 'gone', readonly DeviceId[]>>,
    at: number,
  ): Promise<void> {
    for (const some of inPieces(come))
      await this.#db
        .updateTable('devices')
        .set({ seen_at: at, gateway })
        .where('id', 'in', some)
        .where('revoked_at', 'is', null)
        .execute();
    for (const some of inPieces(still))
      await this.#db
        .updateTable('devices')
        .set({ seen_at: at, gateway })
        .where('id', 'in', some)
        .where('revoked_at', 'is', null)
        // One that has gone to another process is only believed to be here still, until it was silent for long enough.
        .where((row) =>
          row.or([
            row('gateway', 'is', null),
            row('gateway', '=', gateway),
            row('seen_at', '<', at - STALE_MS),
            row('seen_at', '>', at + STALE_MS),
          ]),
        )
        .execute();
    for (const some of inPieces(gone))
      await this.#db
        .updateTable('devices')
        .set({ seen_at: at, gateway: null })
        .where('id', 'in', some)
        .where('gateway', '=', gateway)
        .execute();
  }

  /** What the companion says of its machine now. It may take another name once a minute. */
  async describe(
    { id, name: before }: StoredDevice,
    { name, platform, arch, asks }: Device,
    program: string,
    at: number,
  ): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      const isRenamed = name !== before && (await mayRename(transaction, id, at));
      await transaction
        .updateTable('devices')
        .set({ platform, arch, asks: asks ? 1 : 0, program, ...(isRenamed ? named(name) : {}) })
        .where('id', '=', id)
        .execute();
      if (isRenamed) await note(transaction, [renaming(id, before, name, at)]);
    });
  }

  /** Who may ask it, beside those who work on a case that it was paired for; false where there is no such device. */
  async share(
    id: string,
    sharedWith: DeviceRow['shared_with'],
    { by, at }: Doing,
  ): Promise<boolean> {
    return this.#change(
      id,
      { shared_with: sharedWith },
      { by, at, what: 'shared', detail: sharedWith },
    );
  }

  /** It is let in no more, because somebody has revoked it or it wants to be forgotten; false where there is no such device. */
  async revoke(
    id: string,
    doing: Doing,
    what: 'revoked' | 'forgotten' = 'revoked',
  ): Promise<boolean> {
    return this.#change(id, { revoked_at: doing.at, gateway: null }, { ...doing, what });
  }

  /** The devices that were revoked at `time` (Unix milliseconds) or later. */
  async revokedSince(time: number): Promise<DeviceId[]> {
    const rows = await this.#db
      .selectFrom('devices')
      .select('id')
      .where('revoked_at', '>=', time)
      .execute();
    return rows.map(({ id }) => id as DeviceId);
  }

  async #change(id: string, set: Partial<DeviceRow>, act: Act): Promise<boolean> {
    return this.#db.transaction().execute(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('devices')
        .set(set)
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .executeTakeFirst();
      const isChanged = numUpdatedRows > 0n;
      if (isChanged) await note(transaction, [{ ...act, deviceId: id }]);
      return isChanged;
    });
  }
}

function named(name: string): Pick<DeviceRow, 'name' | 'folded_name'> {
  return { name, folded_name: name.toLowerCase() };
}

/** Nobody fills the trail with names. */
const RENAMED_EACH_MS = 60_000;

async function mayRename(db: Transaction<Tables>, id: string, now: number): Promise<boolean> {
  const last = await db
    .selectFrom('audit')
    .select('at')
    .where('device_id', '=', id)
    .where('what', '=', 'renamed')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return last === undefined || Math.abs(now - last.at) >= RENAMED_EACH_MS;
}

function renaming(deviceId: string, before: string, name: string, at: number): AuditEntry {
  return { at, by: before, what: 'renamed', deviceId, detail: `${before} → ${name}` };
}

function isUsable(row: ExpressionBuilder<Tables, 'devices'>, caseId: string, person: string) {
  return row.or([
    row('shared_with', '=', 'agents'),
    row('owner', '=', person),
    isPairedFor(row, caseId),
  ]);
}

/** A name with the beginning of an id, as devices of one name are told apart. */
const NAME_AND_ID = /^(.*?)\s*#([\da-f]+)$/;

function isSought(row: ExpressionBuilder<Tables, 'devices'>, sought: string | null) {
  if (sought === null) return sql.lit(false);
  const [, name, id] = NAME_AND_ID.exec(sought.toLowerCase()) ?? [];
  return row.or([
    row('id', '=', sought),
    contains(sought),
    ...(name === undefined ? [] : [row.and([contains(name), row('id', 'like', `${id}%`)])]),
  ]);
}

/** Whether a device has that in its name. */
function contains(part: string) {
  const pattern = `%${part.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`folded_name like ${pattern} escape '\\'`;
}

function isPairedFor(row: ExpressionBuilder<Tables, 'devices'>, caseId: string) {
  return row.exists(
    row
      .selectFrom('device_cases')
      .select('device_cases.at')
      .whereRef('device_cases.device_id', '=', 'devices.id')
      .where('device_cases.case_id', '=', caseId),
  );
}

/**
 * Lets a machine in, and returns it; one that is known by its key is the same device as before, and may take another name
 * once a minute. Null where that key was revoked.
 */
export async function enrol(
  db: Transaction<Tables>,
  { device, program, publicKey, gateway }: Newcomer,
  { owner, enrolledBy, caseId }: Sponsor,
  at: number,
): Promise<StoredDevice | null> {
  const known = await db
    .selectFrom('devices')
    .select(['id', 'name'])
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  const isRenamed =
    known !== undefined && known.name !== device.name && (await mayRename(db, known.id, at));
  const described = {
    ...named(known && !isRenamed ? known.name : device.name),
    platform: device.platform,
    arch: device.arch,
    asks: device.asks ? 1 : 0,
    program,
    gateway,
    seen_at: at,
  };
  const id = randomUUID();
  const row = await db
    .insertInto('devices')
    .values({
      id,
      ...described,
      public_key: publicKey,
      owner,
      shared_with: owner === null ? 'agents' : 'owner',
      enrolled_at: at,
      enrolled_by: enrolledBy,
      revoked_at: null,
    })
    .onConflict((conflict) =>
      conflict.column('public_key').doUpdateSet(described).where('devices.revoked_at', 'is', null),
    )
    .returningAll()
    .executeTakeFirst();
  if (!row) return null;
  let isNew = row.id === id;
  if (caseId !== null) {
    const { numInsertedOrUpdatedRows: added } = await db
      .insertInto('device_cases')
      .values({ device_id: row.id, case_id: caseId, at })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    isNew ||= added === 1n;
  }
  const act = { at, by: enrolledBy, what: 'enrolled' as const, detail: row.name };
  // A companion that missed the answer asks once more.
  if (isNew) await note(db, [{ ...act, deviceId: row.id, caseId }]);
  if (isRenamed) await note(db, [renaming(row.id, known.name, row.name, at)]);
  return deviceFrom(row);
}
