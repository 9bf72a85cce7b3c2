import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import type { Tables } from './tables.ts';

type Kind = 'sqlite' | 'postgres';

async function createAll(db: Kysely<unknown>, kind: Kind): Promise<void> {
  const counter = kind === 'sqlite' ? sql`integer` : sql`bigserial`;
  const time = 'bigint';
  await db.schema
    .createTable('cases')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('entries', 'integer', (column) => column.notNull())
    .addColumn('tenant', 'text', (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('pack', 'text', (column) => column.notNull())
    .addColumn('language', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('title', 'text', (column) => column.notNull())
    .addColumn('code', 'integer')
    .addColumn('cause', 'text')
    .addColumn('opened_by', 'text', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('updated_at', time, (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('cases_by_update')
    .on('cases')
    .columns(['updated_at', 'id'])
    .execute();
  await db.schema
    .createTable('timeline')
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('n', 'integer', (column) => column.notNull())
    .addColumn('at', time, (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('timeline_key', ['case_id', 'n'])
    .execute();
  await db.schema
    .createTable('events')
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('at', time, (column) => column.notNull())
    .addPrimaryKeyConstraint('events_key', ['case_id', 'id'])
    .execute();
  await db.schema
    .createTable('addresses')
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addPrimaryKeyConstraint('addresses_key', ['channel', 'key'])
    .execute();
  await db.schema.createIndex('addresses_by_case').on('addresses').column('case_id').execute();
  await db.schema
    .createTable('outbox')
    .addColumn('seq', counter, (column) =>
      kind === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('id', 'text', (column) => column.notNull().unique())
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('body', 'text', (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('due_at', time, (column) => column.notNull())
    .addColumn('leased_until', time, (column) => column.notNull())
    .addColumn('done_at', time)
    .addColumn('failure', 'text')
    .execute();
  await db.schema
    .createIndex('outbox_open')
    .on('outbox')
    .columns(['channel', 'key', 'seq'])
    .where(sql.ref('done_at'), 'is', null)
    .execute();
  await db.schema.createIndex('outbox_by_case').on('outbox').column('case_id').execute();
  await db.schema
    .createTable('settings')
    .addColumn('tenant', 'text', (column) => column.primaryKey())
    .addColumn('sso_domain', 'text')
    .addColumn('language', 'text')
    .addColumn('updated_at', time, (column) => column.notNull())
    .addColumn('updated_by', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('feedback')
    .addColumn('seq', counter, (column) =>
      kind === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('at', time, (column) => column.notNull())
    .addColumn('channel', 'text', (column) => column.notNull())
    .addColumn('solved', 'integer', (column) => column.notNull())
    .addColumn('code', 'integer')
    .addColumn('cause', 'text')
    .execute();
  await db.schema.createIndex('feedback_by_case').on('feedback').column('case_id').execute();
  await db.schema
    .createTable('sessions')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('person', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('expires_at', time, (column) => column.notNull())
    .execute();
}

/** What a conversation of an older version lacks in its state. */
const NEW_IN_STATE = { isCut: false, told: [], sweep: null, place: null, measured: null };

/** Sweeps, and what a list shows of a case beside its title. */
async function addSweeps(db: Kysely<Pick<Tables, 'cases'>>): Promise<void> {
  const time = 'bigint';
  await db.schema.alterTable('cases').addColumn('name', 'text').execute();
  await db.schema
    .alterTable('cases')
    .addColumn('excerpt', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  await db.schema.alterTable('cases').addColumn('sso_domain', 'text').execute();
  await db.schema
    .createTable('sweeps')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('mark', 'integer', (column) => column.notNull())
    .addColumn('place', 'text', (column) => column.notNull())
    .addColumn('plan', 'text', (column) => column.notNull())
    .addColumn('at', time, (column) => column.notNull())
    .addColumn('leased_until', time, (column) => column.notNull())
    .addColumn('findings', 'text')
    .addColumn('told_at', time)
    .execute();
  await db.schema.createIndex('sweeps_by_case').on('sweeps').columns(['case_id', 'at']).execute();
  await db.schema
    .createIndex('sweeps_open')
    .on('sweeps')
    .columns(['place', 'at'])
    .where(sql.ref('told_at'), 'is', null)
    .execute();
  const rows = await db.selectFrom('cases').select(['id', 'state']).execute();
  for (const { id, state } of rows) {
    const whole = { ...NEW_IN_STATE, ...(JSON.parse(state) as object) };
    await db
      .updateTable('cases')
      .set({ state: JSON.stringify(whole) })
      .where('id', '=', id)
      .execute();
  }
}

/** Devices, how they come in, what is asked of them, and who did what. */
async function addCompanions(db: Kysely<Pick<Tables, 'sweeps'>>, kind: Kind): Promise<void> {
  const counter = kind === 'sqlite' ? sql`integer` : sql`bigserial`;
  const time = 'bigint';
  for (const [name, type] of [
    ['device_id', 'text'],
    ['brief', 'text'],
    ['reason', 'text'],
    ['consent', 'text'],
    ['expires_at', time],
    ['begun_at', time],
    ['ended_at', time],
  ] as const)
    await db.schema.alterTable('sweeps').addColumn(name, type).execute();
  for (const [name, first] of [
    ['requester', ''],
    ['status', 'open'],
  ] as const)
    await db.schema
      .alterTable('sweeps')
      .addColumn(name, 'text', (column) => column.notNull().defaultTo(first))
      .execute();
  await db
    .updateTable('sweeps')
    .set((row) => ({ status: 'finished', ended_at: row.ref('at') }))
    .where((row) => row.or([row('findings', 'is not', null), row('told_at', 'is not', null)]))
    .execute();
  await db.schema
    .createIndex('jobs_asked')
    .on('sweeps')
    .column('at')
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('jobs_of_device')
    .on('sweeps')
    .columns(['device_id', 'at'])
    .where(sql.ref('ended_at'), 'is', null)
    .execute();
  await db.schema
    .createIndex('jobs_untold')
    .on('sweeps')
    .column('ended_at')
    .where(sql.ref('told_at'), 'is', null)
    .execute();
  await db.schema
    .createTable('devices')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('platform', 'text', (column) => column.notNull())
    .addColumn('arch', 'text', (column) => column.notNull())
    .addColumn('program', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text', (column) => column.notNull().unique())
    .addColumn('asks', 'integer', (column) => column.notNull())
    .addColumn('owner', 'text')
    .addColumn('shared_with', 'text', (column) => column.notNull())
    .addColumn('enrolled_at', time, (column) => column.notNull())
    .addColumn('enrolled_by', 'text', (column) => column.notNull())
    .addColumn('seen_at', time, (column) => column.notNull())
    .addColumn('gateway', 'text')
    .addColumn('revoked_at', time)
    .execute();
  await db.schema
    .createIndex('devices_revoked')
    .on('devices')
    .column('revoked_at')
    .where(sql.ref('revoked_at'), 'is not', null)
    .execute();
  await db.schema.createIndex('devices_by_seen').on('devices').columns(['seen_at', 'id']).execute();
  await db.schema
    .createTable('device_cases')
    .addColumn('device_id', 'text', (column) =>
      column.notNull().references('devices.id').onDelete('cascade'),
    )
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('at', time, (column) => column.notNull())
    .addPrimaryKeyConstraint('device_cases_key', ['case_id', 'device_id'])
    .execute();
  await db.schema
    .createTable('pairings')
    .addColumn('locator', 'text', (column) => column.primaryKey())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('case_id', 'text', (column) =>
      column.notNull().references('cases.id').onDelete('cascade'),
    )
    .addColumn('mark', 'integer', (column) => column.notNull())
    .addColumn('requester', 'text', (column) => column.notNull())
    .addColumn('at', time, (column) => column.notNull())
    .addColumn('expires_at', time, (column) => column.notNull())
    .addColumn('tries', 'integer', (column) => column.notNull())
    .addColumn('device_id', 'text')
    .addColumn('used_at', time)
    .addColumn('told_at', time)
    .execute();
  await db.schema
    .createTable('enrolment_tokens')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('token', 'text', (column) => column.notNull().unique())
    .addColumn('created_at', time, (column) => column.notNull())
    .addColumn('created_by', 'text', (column) => column.notNull())
    .addColumn('expires_at', time, (column) => column.notNull())
    .addColumn('most_uses', 'integer', (column) => column.notNull())
    .addColumn('uses', 'integer', (column) => column.notNull())
    .addColumn('revoked_at', time)
    .execute();
  await db.schema
    .createTable('audit')
    .addColumn('seq', counter, (column) =>
      kind === 'sqlite' ? column.primaryKey().autoIncrement() : column.primaryKey(),
    )
    .addColumn('at', time, (column) => column.notNull())
    .addColumn('by', 'text', (column) => column.notNull())
    .addColumn('what', 'text', (column) => column.notNull())
    .addColumn('device_id', 'text')
    .addColumn('job_id', 'text')
    .addColumn('case_id', 'text')
    .addColumn('detail', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('audit_by_device')
    .on('audit')
    .columns(['device_id', 'seq'])
    .execute();
  await db.schema.createIndex('audit_by_job').on('audit').column('job_id').execute();
  await db.schema
    .createTable('server_keys')
    .addColumn('name', 'text', (column) => column.primaryKey())
    .addColumn('secret', 'text', (column) => column.notNull())
    .addColumn('at', time, (column) => column.notNull())
    .execute();
}

/** What is too old is found without reading the whole trail, and devices in an order that stays while somebody pages. */
async function indexByTime(db: Kysely<Pick<Tables, 'audit' | 'devices'>>): Promise<void> {
  await db.schema.dropIndex('devices_by_seen').execute();
  await db.schema
    .createIndex('devices_by_enrolment')
    .on('devices')
    .columns(['enrolled_at', 'id'])
    .execute();
  await db.schema.createIndex('audit_by_time').on('audit').column('at').execute();
}

/** The names of devices in small letters, by which they are sought. */
async function foldNames(db: Kysely<Pick<Tables, 'devices'>>): Promise<void> {
  await db.schema
    .alterTable('devices')
    .addColumn('folded_name', 'text', (column) => column.notNull().defaultTo(''))
    .execute();
  const rows = await db.selectFrom('devices').select(['id', 'name']).execute();
  for (const { id, name } of rows)
    await db
      .updateTable('devices')
      .set({ folded_name: name.toLowerCase() })
      .where('id', '=', id)
      .execute();
}

function migrationsFor(kind: Kind): Record<string, Migration> {
  return {
    '001-first': { up: (db: Kysely<unknown>) => createAll(db, kind) },
    '002-sweeps': { up: (db: Kysely<Pick<Tables, 'cases'>>) => addSweeps(db) },
    '003-companions': {
      up: (db: Kysely<Pick<Tables, 'sweeps'>>) => addCompanions(db, kind),
    },
    '004-by-time': { up: (db: Kysely<Pick<Tables, 'audit' | 'devices'>>) => indexByTime(db) },
    '005-folded-names': { up: (db: Kysely<Pick<Tables, 'devices'>>) => foldNames(db) },
  };
}

/** Brings the tables to their newest form. Several processes may do so at once: the others wait for the first. */
export async function migrate<T>(db: Kysely<T>, kind: Kind): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(migrationsFor(kind)) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined)
    throw error instanceof Error ? error : new Error('a migration failed', { cause: error });
}
