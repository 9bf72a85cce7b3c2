import { join } from 'node:path';
import { Kysely, sql } from 'kysely';
import { Audit } from './audit.ts';
import { Cases } from './cases.ts';
import { Devices } from './devices.ts';
import { EnrolmentTokens } from './enrolment-tokens.ts';
import { Jobs } from './jobs.ts';
import { migrate } from './migrations.ts';
import { folderFailure, serverFailure } from './open-failure.ts';
import { Outbox } from './outbox.ts';
import { Pairings } from './pairings.ts';
import { serverSecret } from './server-key.ts';
import { Sessions } from './sessions.ts';
import { SettingsByTenant } from './settings.ts';
import { sqliteDialect } from './sqlite.ts';
import { Sweeps } from './sweeps.ts';
import type { Tables } from './tables.ts';

/** Where what must last is kept. */
export interface StorePlace {
  readonly dataDir: string;
  /** A PostgreSQL address; without it a SQLite file in `dataDir`. */
  readonly databaseUrl?: string | undefined;
  /** A connection broke, or the SQLite file is not there any more. */
  readonly onConnectionLost: (error: Error) => void;
}

export interface Store {
  readonly cases: Cases;
  readonly outbox: Outbox;
  readonly settings: SettingsByTenant;
  readonly sessions: Sessions;
  readonly sweeps: Sweeps;
  readonly jobs: Jobs;
  readonly devices: Devices;
  readonly pairings: Pairings;
  readonly enrolmentTokens: EnrolmentTokens;
  readonly audit: Audit;
  /** The secret of the key by which companions know this server; `fresh` where there was none. */
  serverSecret(fresh: string, at: number): Promise<string>;
  /** Rejects while the database cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the store and brings its tables to their newest form.
 * @throws {UsageError} where it cannot be opened.
 */
export async function openStore(place: StorePlace): Promise<Store> {
  const { dataDir, databaseUrl, onConnectionLost } = place;
  const dialect =
    databaseUrl === undefined
      ? sqliteDialect(join(dataDir, 'login-doctor.sqlite'), onConnectionLost)
      : (await import('./postgres.ts')).postgresDialect(databaseUrl, onConnectionLost);
  const db = new Kysely<Tables>({ dialect });
  try {
    await migrate(db, databaseUrl === undefined ? 'sqlite' : 'postgres');
  } catch (error) {
    await db.destroy();
    throw databaseUrl === undefined ? folderFailure(dataDir, error) : serverFailure(error);
  }
  return {
    cases: new Cases(db),
    outbox: new Outbox(db),
    settings: new SettingsByTenant(db),
    sessions: new Sessions(db),
    sweeps: new Sweeps(db),
    jobs: new Jobs(db),
    devices: new Devices(db),
    pairings: new Pairings(db),
    enrolmentTokens: new EnrolmentTokens(db),
    audit: new Audit(db),
    serverSecret: (fresh, at) => serverSecret(db, fresh, at),
    ping: async () => {
      // As a query that reads, it waits for nobody who writes.
      await db.selectNoFrom(sql`1`.as('one')).execute();
    },
    close: () => db.destroy(),
  };
}
