import type { Kysely } from 'kysely';
import type { Language } from '../knowledge/vocabulary.ts';
import type { Tables } from './tables.ts';

/** What is known of a tenant before anybody says anything. */
export interface Settings {
  /** Its SSO host or the name that stands before the first dot. */
  readonly ssoDomain: string | null;
  readonly language: Language | null;
}

const NONE: Settings = { ssoDomain: null, language: null };

export class SettingsByTenant {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  async read(tenant: string): Promise<Settings> {
    const row = await this.#db
      .selectFrom('settings')
      .select(['sso_domain', 'language'])
      .where('tenant', '=', tenant)
      .executeTakeFirst();
    return row ? { ssoDomain: row.sso_domain, language: row.language } : NONE;
  }

  /** Replaces the tenant's settings; `by` did it at `at` (Unix milliseconds). */
  async write(tenant: string, settings: Settings, by: string, at: number): Promise<void> {
    const values = {
      sso_domain: settings.ssoDomain,
      language: settings.language,
      updated_at: at,
      updated_by: by,
    };
    await this.#db
      .insertInto('settings')
      .values({ tenant, ...values })
      .onConflict((conflict) => conflict.column('tenant').doUpdateSet(values))
      .execute();
  }
}
