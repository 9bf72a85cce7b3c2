import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RUN_LIMIT_MS } from '../../src/store/jobs.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { askOf } from '../companion/gateway-server.ts';
import { DATABASES, emptyPlace } from './places.ts';

const HOUR_MS = 60 * 60_000;

describe.each(DATABASES)('a job that has begun, on %s', (database) => {
  const now = Date.now();
  let store: Store;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    store = await openStore(empty.place);
  });
  afterEach(async () => {
    await store.close();
    await remove();
  });

  it.each([
    ['is waited for', -RUN_LIMIT_MS + 1, 'running'],
    ['is given up after a while', -RUN_LIMIT_MS, 'expired'],
    ['is waited for, also where the clock was mended a little meanwhile', HOUR_MS, 'running'],
    ['is given up where the clock was set back by a day', 24 * HOUR_MS, 'expired'],
  ])('%s', async (_, begunSince, status) => {
    const id = await askOf(store, randomUUID(), undefined, undefined, false, now + begunSince);
    const job = await store.jobs.find(id);
    if (!job) throw new Error('the job was not stored');
    await store.jobs.begin(job, 'person', now + begunSince);
    await store.jobs.expire(now);
    expect((await store.jobs.find(id))?.status).toBe(status);
  });
});
