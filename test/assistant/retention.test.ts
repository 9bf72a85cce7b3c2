import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepTidy } from '../../src/assistant/retention.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { startTestServer } from '../bot/console/client.ts';
import { askOf } from '../companion/gateway-server.ts';
import { DATABASES, emptyPlace } from '../store/places.ts';
import { OPENING } from '../store/opening.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;

describe.each(DATABASES)('old cases on %s', (database) => {
  let store: Store;
  let remove: () => Promise<void>;
  let doubts: number;
  let tidying: Awaited<ReturnType<typeof keepTidy>>;

  beforeEach(async () => {
    doubts = 0;
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    store = await openStore(empty.place);
  });
  afterEach(async () => {
    await tidying.stop();
    vi.useRealTimers();
    await store.close();
    await remove();
  });

  async function start(days: number | null): Promise<void> {
    tidying = await keepTidy({
      store,
      days,
      auditDays: 700,
      onError: (error) => {
        throw error;
      },
      onDoubt: () => doubts++,
    });
  }

  async function open(daysAgo: number): Promise<void> {
    await store.cases.open({
      ...OPENING,
      key: `${daysAgo} days ago`,
      title: `${daysAgo}`,
      at: Date.now() - daysAgo * DAY_MS,
    });
  }

  const left = async (): Promise<string[]> =>
    (await store.cases.list({ limit: 9 })).map(({ title }) => title);

  it('are deleted, and young ones are kept', async () => {
    for (const days of [1, 29, 31, 400]) await open(days);
    await start(30);
    await expect.poll(left).toEqual(['1', '29']);
    expect(doubts).toBe(0);
  });

  it('are kept where nobody set how long', async () => {
    for (const days of [1, 3000]) await open(days);
    await start(null);
    await expect.poll(left).toEqual(['1', '3000']);
  });

  it('are kept where every case seems to be one: the clock may be wrong', async () => {
    for (const days of [400, 401]) await open(days);
    await start(30);
    expect(doubts).toBe(1);
    await tidying.stop();
    expect(await left()).toEqual(['400', '401']);
  });

  const trail = async (): Promise<(string | undefined)[]> =>
    (await store.audit.list({ limit: 9000 })).map(({ by }) => by);
  async function act(daysAgo: number): Promise<void> {
    const at = Date.now() - daysAgo * DAY_MS;
    await store.audit.add({ at, by: `${daysAgo}`, what: 'code-refused' });
  }

  it('go with what was noted of devices long ago, however much that is', async () => {
    for (let n = 0; n < 1500; n++) await act(701);
    await act(699);
    await start(null);
    await expect.poll(trail, { timeout: 5000 }).toEqual(['699']);
    expect(doubts).toBe(0);
  });

  it('do not go, nor what was noted of devices, where all of it seems to be old', async () => {
    await open(800);
    await act(801);
    await start(30);
    expect(doubts).toBe(1);
    await tidying.stop();
    expect([await left(), await trail()]).toEqual([['800'], ['801']]);
  });

  it('are not those that a clock that jumps makes old', async () => {
    for (const days of [1, 31]) await open(days);
    vi.useFakeTimers({ toFake: ['Date', 'performance', 'setInterval'] });
    await start(30);
    await expect.poll(left).toEqual(['1']);
    vi.setSystemTime(Date.now() + 400 * DAY_MS);
    vi.advanceTimersByTime(HOUR_MS);
    await tidying.stop();
    expect(await left()).toEqual(['1']);
  });
});

it('nothing goes by a wrong clock only because the server itself has written by it at its start', async () => {
  const { place, remove } = await emptyPlace('sqlite');
  const store = await openStore(place);
  const at = Date.now() - 900 * DAY_MS;
  await store.audit.add({ at, by: 'ada', what: 'asked' });
  const { id } = await store.cases.open({ ...OPENING, at });
  const stored = await store.cases.load(id);
  if (!stored) throw new Error('the case was not stored');
  // It expires as soon as the server has started, which is noted in the trail and told in the case.
  await askOf(store, randomUUID(), undefined, stored, false, at);
  const server = await startTestServer({ DATA_DIR: place.dataDir, RETENTION_DAYS: '30' });
  await expect
    .poll(async () => (await store.audit.list({ limit: 9 })).map(({ what }) => what))
    .toContain('expired');
  await server.stop();
  expect(server.log.join()).toContain('everything is older than it is to be kept');
  expect(await store.cases.load(id)).not.toBeNull();
  expect((await store.audit.list({ limit: 9 })).map(({ what }) => what)).toContain('asked');
  await store.close();
  await remove();
});
