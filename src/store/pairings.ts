import type { Kysely, Transaction } from 'kysely';
import type { Device } from '../companion/protocol.ts';
import type { PairingCode } from '../companion/pairing-code.ts';
import type { CaseId } from './case-record.ts';
import { enrol, type DeviceId, type StoredDevice } from './devices.ts';
import { hashOf } from './hash.ts';
import type { Tables } from './tables.ts';

/** A machine that wants to come in. */
export interface Newcomer {
  readonly device: Device;
  readonly program: string;
  readonly publicKey: string;
  /** The process that it is connected to. */
  readonly gateway: string;
}

/** A code to be opened for a case. */
export interface NewPairing {
  readonly code: PairingCode;
  /** Which of the case's askings waits for it. */
  readonly mark: number;
  readonly requester: string;
}

/** A device that came in by a code. */
export interface Paired {
  readonly caseId: CaseId;
  readonly mark: number;
  readonly requester: string;
  readonly device: DeviceId;
  readonly name: string;
}

export type Admission =
  | { readonly kind: 'in'; readonly device: StoredDevice; readonly caseId: CaseId }
  | { readonly kind: 'unknown' | 'locked' | 'revoked' };

/** Milliseconds after which nobody can pair by a code any more. */
export const CODE_LIFE_MS = 10 * 60_000;
/** Wrong secrets after which a code is locked. */
export const MOST_TRIES = 5;
/** Codes that can be open at the same time. */
export const MOST_OPEN = 1000;
/** Used codes are kept so long, to be told and to answer a companion that asks twice. */
const KEPT_MS = 60 * 60_000;

/** The one-time codes by which machines come in. */
export class Pairings {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Lets a machine in by a code. Each wrong secret counts against the code that it was meant for; after five the code is
   * locked. Whoever asks again with the key that the code was used with is answered again.
   */
  async use({ locator, secret }: PairingCode, newcomer: Newcomer, now: number): Promise<Admission> {
    return this.#db.transaction().execute(async (transaction) => {
      // Counted before it is compared, so that guesses that come at once cannot all be the first.
      const row = await transaction
        .updateTable('pairings')
        .set((each) => ({ tries: each('tries', '+', 1) }))
        .where('locator', '=', locator)
        .where((each) =>
          each.or([each('expires_at', '>', now), each('used_at', '>', now - KEPT_MS)]),
        )
        .returningAll()
        .executeTakeFirst();
      if (!row) return { kind: 'unknown' };
      if (row.tries > MOST_TRIES) return { kind: 'locked' };
      if (row.secret !== hashOf(secret))
        return { kind: row.tries === MOST_TRIES ? 'locked' : 'unknown' };
      const { case_id: caseId, requester } = row;
      if (row.device_id !== null && !(await isKeyOf(transaction, row.device_id, newcomer)))
        return { kind: 'unknown' };
      const sponsor = { owner: requester, enrolledBy: requester, caseId };
      const device = await enrol(transaction, newcomer, sponsor, now);
      if (!device) return { kind: 'revoked' };
      await transaction
        .updateTable('pairings')
        .set({ device_id: device.id, used_at: now, tries: row.tries - 1 })
        .where('locator', '=', locator)
        .execute();
      return { kind: 'in', device, caseId: caseId as CaseId };
    });
  }

  /** Devices that came in by a code and of which the case was not told. */
  async untold(limit: number): Promise<Paired[]> {
    const rows = await this.#db
      .selectFrom('pairings')
      .innerJoin('devices', 'devices.id', 'pairings.device_id')
      .select(['case_id', 'mark', 'requester', 'device_id', 'name'])
      .where('used_at', 'is not', null)
      .where('told_at', 'is', null)
      .limit(limit)
      .execute();
    return rows.flatMap(({ case_id, mark, requester, device_id, name }) =>
      device_id === null
        ? []
        : [{ caseId: case_id as CaseId, mark, requester, device: device_id as DeviceId, name }],
    );
  }

  async told({ caseId, device }: Paired, at: number): Promise<void> {
    await this.#db
      .updateTable('pairings')
      .set({ told_at: at })
      .where('case_id', '=', caseId)
      .where('device_id', '=', device)
      .execute();
  }
}

/** Whether a code that was used is asked for again by the one who used it. */
async function isKeyOf(
  db: Transaction<Tables>,
  deviceId: string,
  { publicKey }: Newcomer,
): Promise<boolean> {
  const row = await db
    .selectFrom('devices')
    .select('id')
    .where('id', '=', deviceId)
    .where('public_key', '=', publicKey)
    .executeTakeFirst();
  return row !== undefined;
}

/** Opens codes of a case; one that was open before is no longer good. Nothing is to be saved where one is taken, or too many are open. */
export async function addPairings(
  db: Transaction<Tables>,
  caseId: CaseId,
  pairings: readonly NewPairing[],
  at: number,
): Promise<'added' | 'taken' | 'too-many'> {
  if (pairings.length === 0) return 'added';
  await db
    .deleteFrom('pairings')
    .where((row) =>
      row.or([
        row('expires_at', '<', at - KEPT_MS),
        row.and([row('case_id', '=', caseId), row('used_at', 'is', null)]),
      ]),
    )
    .execute();
  const { open } = await db
    .selectFrom('pairings')
    .select((row) => row.fn.countAll<number>().as('open'))
    .where('expires_at', '>', at)
    .where('used_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (open + pairings.length > MOST_OPEN) return 'too-many';
  const { numInsertedOrUpdatedRows: added = 0n } = await db
    .insertInto('pairings')
    .values(
      pairings.map(({ code, mark, requester }) => ({
        locator: code.locator,
        secret: hashOf(code.secret),
        case_id: caseId,
        mark,
        requester,
        at,
        expires_at: at + CODE_LIFE_MS,
        tries: 0,
        device_id: null,
        used_at: null,
        told_at: null,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return added === BigInt(pairings.length) ? 'added' : 'taken';
}
