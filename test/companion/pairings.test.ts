import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCode } from '../../src/companion/pairing-code.ts';
import { createKeys } from '../../src/companion/signing.ts';
import type { DeviceId } from '../../src/store/devices.ts';
import { CODE_LIFE_MS, MOST_TRIES, type Newcomer } from '../../src/store/pairings.ts';
import { openStore, type Store, type StorePlace } from '../../src/store/store.ts';
import { DATABASES, emptyPlace } from '../store/places.ts';
import { newCase, openCode } from './gateway-server.ts';
import { DEVICE } from './raw-client.ts';

const newcomer = (): Newcomer => ({
  device: DEVICE,
  program: '1.0.0',
  publicKey: createKeys().publicKey,
  gateway: 'here',
});

/** Everything that lies in the database, as text. */
async function dumped({ dataDir, databaseUrl }: StorePlace): Promise<string> {
  if (databaseUrl === undefined)
    return readdirSync(dataDir)
      .map((name) => readFileSync(join(dataDir, name), 'latin1'))
      .join('');
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const tables = ['enrolment_tokens', 'pairings', 'audit', 'devices'];
  const all: unknown[] = [];
  for (const name of tables) all.push((await client.query(`select * from ${name}`)).rows);
  await client.end();
  return JSON.stringify(all);
}

describe.each(DATABASES)('on %s', (database) => {
  let store: Store;
  let place: StorePlace;
  let close: () => Promise<void>;
  const now = Date.now();

  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ place } = empty);
    store = await openStore(place);
    close = async () => {
      await store.close();
      await empty.remove();
    };
  });
  afterEach(() => close());

  async function opened(): Promise<{
    code: NonNullable<ReturnType<typeof readCode>>;
    caseId: string;
  }> {
    const { code, caseId } = await openCode(store, now);
    const read = readCode(code);
    if (!read) throw new Error('that is no code');
    return { code: read, caseId };
  }

  it('fifty machines that use a code at once: one comes in', async () => {
    const { code } = await opened();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => store.pairings.use(code, newcomer(), now)),
    );
    expect(all.filter(({ kind }) => kind === 'in')).toHaveLength(1);
    expect(await store.devices.list(100)).toHaveLength(1);
  });

  it('fifty uses of a code at once by one machine: it is one device', async () => {
    const { code } = await opened();
    const machine = newcomer();
    const all = await Promise.all(
      Array.from({ length: 50 }, () => store.pairings.use(code, machine, now)),
    );
    expect(all.every(({ kind }) => kind === 'in')).toBe(true);
    expect(await store.devices.list(100)).toHaveLength(1);
  });

  it('fifty guesses at once: as many are looked at as one by one', async () => {
    const { code } = await opened();
    const guess = { ...code, secret: code.secret === '222222' ? '333333' : '222222' };
    const all = await Promise.all(
      Array.from({ length: 50 }, () => store.pairings.use(guess, newcomer(), now)),
    );
    expect(all.filter(({ kind }) => kind === 'unknown')).toHaveLength(MOST_TRIES - 1);
    expect(all.filter(({ kind }) => kind === 'locked')).toHaveLength(50 - MOST_TRIES + 1);
    expect(await store.pairings.use(code, newcomer(), now)).toEqual({ kind: 'locked' });
  });

  it('a code is good for ten minutes, and longer only for the one who used it', async () => {
    const { code } = await opened();
    const other = await opened();
    const machine = newcomer();
    const late = now + CODE_LIFE_MS;
    expect(await store.pairings.use(code, machine, late - 1)).toMatchObject({ kind: 'in' });
    expect(await store.pairings.use(other.code, newcomer(), late)).toEqual({ kind: 'unknown' });
    expect(await store.pairings.use(code, newcomer(), late)).toEqual({ kind: 'unknown' });
    expect(await store.pairings.use(code, machine, late)).toMatchObject({ kind: 'in' });
    const muchLater = late + 60 * 60_000;
    expect(await store.pairings.use(code, machine, muchLater)).toEqual({ kind: 'unknown' });
  });

  it('a machine whose code is asked about is usable for that case alone', async () => {
    const { code, caseId } = await opened();
    await store.pairings.use(code, newcomer(), now);
    const other = await newCase(store);
    expect(await store.devices.usableFor(caseId, 'bob', 10)).toHaveLength(1);
    expect(await store.devices.usableFor(other.id, 'bob', 10)).toHaveLength(0);
    expect(await store.devices.usableFor(other.id, 'ada', 10)).toHaveLength(1);
  });

  async function token(mostUses: number): Promise<string> {
    const made = { name: 'fleet', createdAt: now, createdBy: 'ada', expiresAt: now + 1000 };
    return (await store.enrolmentTokens.create({ ...made, mostUses })).secret;
  }

  it('fifty machines that use a token at once: as many come in as it is good for', async () => {
    const secret = await token(10);
    const machines = Array.from({ length: 50 }, newcomer);
    const all = await Promise.all(
      machines.map((each) => store.enrolmentTokens.use(secret, each, now)),
    );
    expect(all.filter((device) => device !== null)).toHaveLength(10);
    expect(await store.enrolmentTokens.list(10)).toMatchObject([{ uses: 10 }]);
    // Who is in already uses nothing up, and comes in again.
    const known = machines[all.findIndex((device) => device !== null)] ?? newcomer();
    expect(await store.enrolmentTokens.use(secret, known, now)).not.toBeNull();
    expect(await store.enrolmentTokens.list(10)).toMatchObject([{ uses: 10 }]);
    expect(await store.enrolmentTokens.use(secret, known, now + 1000)).toBeNull();
  });

  it('devices are listed page by page, each once, while all of them are seen anew', async () => {
    const secret = await token(10);
    const ids: DeviceId[] = [];
    for (let n = 0; n < 5; n++) {
      const device = await store.enrolmentTokens.use(secret, newcomer(), now + n);
      if (device) ids.unshift(device.id);
    }
    const listed: DeviceId[] = [];
    for (let page = await store.devices.list(2); page.length > 0;) {
      listed.push(...page.map(({ id }) => id));
      const seen = { come: [], still: ids, gone: [] };
      await store.devices.noteConnections('here', seen, now + 1000 * listed.length);
      page = await store.devices.list(2, page.at(-1));
    }
    expect(listed).toEqual(ids);
  });

  it('neither a token nor a code can be read in the database', async () => {
    const secret = await token(1);
    const { code } = await opened();
    await store.enrolmentTokens.use(secret, newcomer(), now);
    await store.enrolmentTokens.use(`${secret}x`, newcomer(), now);
    await store.pairings.use(code, newcomer(), now);
    const all = await dumped(place);
    expect(all).toContain('fleet');
    expect(all).not.toContain(secret.slice(6));
    expect(all).not.toContain(code.secret);
  });

  it('a revoked key is let in by nothing, and is shown as connected by nobody', async () => {
    const secret = await token(10);
    const machine = newcomer();
    const device = await store.enrolmentTokens.use(secret, machine, now);
    if (!device) throw new Error('it was not let in');
    await store.devices.revoke(device.id, { by: 'ada', at: now });
    // Written late, by a process that had not heard of it yet.
    await store.devices.noteConnections('gateway', { come: [device.id], still: [], gone: [] }, now);
    expect(await store.devices.find(device.id)).toMatchObject({ gateway: null });
    expect(await store.enrolmentTokens.use(secret, machine, now)).toBeNull();
    const { code } = await opened();
    expect(await store.pairings.use(code, machine, now)).toEqual({ kind: 'revoked' });
  });
});
