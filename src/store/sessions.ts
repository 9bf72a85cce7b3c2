import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import { hashOf } from './hash.ts';
import type { Tables } from './tables.ts';

export type Role = Tables['sessions']['role'];

/** Who is signed in, and what they may do. */
export interface Person {
  readonly name: string;
  readonly role: Role;
}

/** Who is signed in; a stolen database opens no session, for only a hash of each secret is kept. */
export class Sessions {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** Begins a session until `expiresAt` (Unix milliseconds) and returns its secret, for the person's cookie. */
  async begin({ name, role }: Person, expiresAt: number): Promise<string> {
    const secret = randomBytes(32).toString('base64url');
    await this.#db
      .insertInto('sessions')
      .values({ id: hashOf(secret), person: name, role, expires_at: expiresAt })
      .execute();
    return secret;
  }

  async personOf(secret: string, now: number): Promise<Person | null> {
    const row = await this.#db
      .selectFrom('sessions')
      .select(['person', 'role'])
      .where('id', '=', hashOf(secret))
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return row ? { name: row.person, role: row.role } : null;
  }

  async end(secret: string): Promise<void> {
    await this.#db.deleteFrom('sessions').where('id', '=', hashOf(secret)).execute();
  }

  async forgetExpired(now: number): Promise<void> {
    await this.#db.deleteFrom('sessions').where('expires_at', '<=', now).execute();
  }
}
