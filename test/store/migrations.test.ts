import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { openConversation, type State } from '../../src/conversation/state.ts';
import { createKeys } from '../../src/companion/signing.ts';
import { openStore, type Store, type StorePlace } from '../../src/store/store.ts';
import { DEVICE } from '../companion/raw-client.ts';
import { DATABASES, emptyPlace } from './places.ts';

/** What stands between the first version of the tables and this one. */
const BACK_TO_FIRST = [
  'drop table device_cases',
  'drop table devices',
  'drop table pairings',
  'drop table enrolment_tokens',
  'drop table audit',
  'drop table server_keys',
  'drop table sweeps',
  'alter table cases drop column name',
  'alter table cases drop column excerpt',
  'alter table cases drop column sso_domain',
  `delete from kysely_migration where name <> '001-first'`,
];

async function runOn(
  { dataDir, databaseUrl }: StorePlace,
  statements: readonly string[],
): Promise<void> {
  if (databaseUrl === undefined) {
    const database = new DatabaseSync(join(dataDir, 'login-doctor.sqlite'));
    for (const statement of statements) database.exec(statement);
    database.close();
    return;
  }
  const client = new pg.Client(databaseUrl);
  await client.connect();
  for (const statement of statements) await client.query(statement);
  await client.end();
}

describe.each(DATABASES)('the tables, on %s', (database) => {
  let store: Store | undefined;
  let remove: () => Promise<void>;
  afterEach(async () => {
    await store?.close();
    await remove();
  });

  it('find devices that came in before by their name in whatever letters', async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    const old = await openStore(empty.place);
    const made = { name: 'fleet', createdAt: 0, createdBy: 'ada', expiresAt: 9, mostUses: 9 };
    const { secret } = await old.enrolmentTokens.create(made);
    for (const name of ['A', 'ЩЁТКА']) {
      const device = { ...DEVICE, name };
      const { publicKey } = createKeys();
      const newcomer = { device, program: '1.0.0', publicKey, gateway: 'here' };
      await old.enrolmentTokens.use(secret, newcomer, 1);
    }
    await old.close();
    await runOn(empty.place, [
      'alter table devices drop column folded_name',
      `delete from kysely_migration where name = '005-folded-names'`,
    ]);
    store = await openStore(empty.place);
    const [first] = await store.devices.usableFor(randomUUID(), 'ada', 1, 'щёт');
    expect(first?.name).toBe('ЩЁТКА');
  });

  it('of an older version are brought up to date, with the cases in them', async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    const old = await openStore(empty.place);
    const later = ['isCut', 'told', 'sweep', 'places', 'measured'];
    const state = Object.fromEntries(
      Object.entries(openConversation('zh')).filter(([name]) => !later.includes(name)),
    );
    const { id } = await old.cases.open({
      channel: 'test',
      key: 'place',
      tenant: 'acme',
      pack: 'tmsdk-login',
      by: 'ada',
      at: 1000,
      state: state as unknown as State,
      status: 'open',
      title: 'old',
      name: null,
      excerpt: '',
      ssoDomain: null,
      code: null,
      cause: null,
      language: 'zh',
    });
    await old.close();
    await runOn(empty.place, BACK_TO_FIRST);
    store = await openStore(empty.place);
    expect({ ...openConversation('zh'), ...(await store.cases.load(id))?.state }).toMatchObject(
      openConversation('zh'),
    );
    expect(await store.sweeps.latestOf(id)).toBeNull();
    expect(await store.cases.list({ limit: 9 })).toMatchObject([{ id, title: 'old', excerpt: '' }]);
  });
});
