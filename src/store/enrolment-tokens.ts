import { randomBytes, randomUUID } from 'node:crypto';
import type { Kysely } from 'kysely';
import { TOKEN_PREFIX } from '../companion/enrolment-token.ts';
import { note } from './audit.ts';
import { enrol, type Doing, type StoredDevice } from './devices.ts';
import { hashOf } from './hash.ts';
import type { Newcomer } from './pairings.ts';
import type { EnrolmentTokenRow, Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

/** What an administrator sees of a token. */
export interface EnrolmentToken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly createdBy: string;
  readonly expiresAt: number;
  readonly mostUses: number;
  readonly uses: number;
  readonly revokedAt: number | null;
}

export type NewEnrolmentToken = Pick<
  EnrolmentToken,
  'name' | 'createdAt' | 'createdBy' | 'expiresAt' | 'mostUses'
>;

function tokenFrom(row: EnrolmentTokenRow): EnrolmentToken {
  const { id, name, uses } = row;
  return {
    id,
    name,
    createdAt: row.created_at,
    createdBy: row.created_by,
    expiresAt: row.expires_at,
    mostUses: row.most_uses,
    uses,
    revokedAt: row.revoked_at,
  };
}

/** The tokens by which the machines of a fleet come in; only a hash of each is kept. */
export class EnrolmentTokens {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Makes a token; its secret is told here and never again. */
  async create(
    token: NewEnrolmentToken,
  ): Promise<{ readonly token: EnrolmentToken; readonly secret: string }> {
    const secret = `${TOKEN_PREFIX}${randomBytes(32).toString('base64url')}`;
    const row = await this.#db.transaction().execute(async (transaction) => {
      const added = await transaction
        .insertInto('enrolment_tokens')
        .values({
          id: randomUUID(),
          name: token.name,
          token: hashOf(secret),
          created_at: token.createdAt,
          created_by: token.createdBy,
          expires_at: token.expiresAt,
          most_uses: token.mostUses,
          uses: 0,
          revoked_at: null,
        })
        .returningAll()
        .executeTakeFirstOrThrow();
      const { createdAt: at, createdBy: by, name: detail } = token;
      await note(transaction, [{ at, by, what: 'token-created', detail }]);
      return added;
    });
    return { token: tokenFrom(row), secret };
  }

  /** Newest first. */
  async list(limit: number): Promise<EnrolmentToken[]> {
    const rows = await this.#db
      .selectFrom('enrolment_tokens')
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(tokenFrom);
  }

  async find(id: string): Promise<EnrolmentToken | null> {
    if (!isUuid(id)) return null;
    const row = await this.#db
      .selectFrom('enrolment_tokens')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? tokenFrom(row) : null;
  }

  /** Nobody comes in by it any more; returns it as it is then. */
  async revoke(id: string, { by, at }: Doing): Promise<EnrolmentToken> {
    return this.#db.transaction().execute(async (transaction) => {
      const revoked = await transaction
        .updateTable('enrolment_tokens')
        .set({ revoked_at: at })
        .where('id', '=', id)
        .where('revoked_at', 'is', null)
        .returning('name')
        .executeTakeFirst();
      if (revoked)
        await note(transaction, [{ at, by, what: 'token-revoked', detail: revoked.name }]);
      const row = await transaction
        .selectFrom('enrolment_tokens')
        .selectAll()
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
      return tokenFrom(row);
    });
  }

  /** Lets a machine in by a token; null where the token or the machine's key is not good. A known key uses nothing up. */
  async use(secret: string, newcomer: Newcomer, now: number): Promise<StoredDevice | null> {
    return this.#db.transaction().execute(async (transaction) => {
      const known = await transaction
        .selectFrom('devices')
        .select('id')
        .where('public_key', '=', newcomer.publicKey)
        .executeTakeFirst();
      const row = await transaction
        .updateTable('enrolment_tokens')
        .set((each) => ({ uses: each('uses', '+', known ? 0 : 1) }))
        .where('token', '=', hashOf(secret))
        .where('expires_at', '>', now)
        .where('revoked_at', 'is', null)
        .where((each) => (known ? each.lit(true) : each('uses', '<', each.ref('most_uses'))))
        .returning('name')
        .executeTakeFirst();
      if (!row) return null;
      const sponsor = { owner: null, enrolledBy: row.name, caseId: null };
      return enrol(transaction, newcomer, sponsor, now);
    });
  }
}
