import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openConversation } from '../../src/conversation/state.ts';
import type { Change, StoredCase } from '../../src/store/case-record.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { OPENING } from './opening.ts';
import { DATABASES, emptyPlace } from './places.ts';

const CHANNELS = ['test'];

function changeOf(eventId: string, more: Partial<Change> = {}): Change {
  return {
    eventId,
    at: 2000,
    pack: 'tmsdk-login',
    state: openConversation('zh'),
    status: 'open',
    title: 'Network error',
    name: 'kTMSDKErrorLoginNetError',
    excerpt: 'onLogin -1018',
    ssoDomain: 'acme.sso.meeting.qq.com',
    code: -1018,
    cause: 'network-path',
    language: 'zh',
    words: 'onlogin -1018 100%_sure',
    entries: [{ by: 'ada', body: { kind: 'said', text: eventId } }],
    deliveries: [],
    sweeps: [],
    withdrawnBy: null,
    pairings: [],
    feedback: [],
    ...more,
  };
}

const REPLY = (title: string): Change['deliveries'][number] => ({
  title,
  sections: [],
  actions: [],
});

describe.each(DATABASES)('on %s', (database) => {
  let store: Store;
  let close: () => Promise<void>;

  beforeEach(async () => {
    const { place, remove } = await emptyPlace(database);
    store = await openStore(place);
    close = async () => {
      await store.close();
      await remove();
    };
  });
  afterEach(() => close());

  async function opened(key = 'thread-1', at = 1000): Promise<StoredCase> {
    const { id } = await store.cases.open({ ...OPENING, key, at });
    const stored = await store.cases.load(id);
    if (!stored) throw new Error('the case was not stored');
    return stored;
  }

  it('one place of a channel has one case, however often it is opened at once', async () => {
    const all = await Promise.all(Array.from({ length: 30 }, () => store.cases.open(OPENING)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
    expect(await store.cases.list({ limit: 10 })).toHaveLength(1);
    const { id } = await store.cases.open(OPENING);
    expect(await store.cases.timeline(id)).toEqual([
      { n: 1, at: 1000, by: 'ada', body: { kind: 'opened', channel: 'test' } },
    ]);
  });

  it('a step is saved whole, and the same event once', async () => {
    const before = await opened();
    const change = changeOf('event-1', { deliveries: [REPLY('a')] });
    expect(await store.cases.commit(before, change)).toBe('saved');
    expect(await store.cases.commit(before, change)).toBe('taken');
    const after = await store.cases.load(before.id);
    expect(after).toMatchObject({ version: 1, entries: 2, language: 'zh', code: -1018 });
    expect(after?.state).toEqual(openConversation('zh'));
    expect(await store.cases.timeline(before.id, 1)).toMatchObject([{ n: 2, by: 'ada' }]);
    expect(await store.outbox.depth()).toBe(1);
    expect(await store.cases.hasTaken(before.id, 'event-1')).toBe(true);
    expect(await store.cases.hasTaken(before.id, 'event-2')).toBe(false);
  });

  it('a step from an old version saves nothing', async () => {
    const before = await opened();
    await store.cases.commit(before, changeOf('event-1'));
    const late = changeOf('event-2', { deliveries: [REPLY('late')] });
    expect(await store.cases.commit(before, late)).toBe('moved');
    expect(await store.cases.hasTaken(before.id, 'event-2')).toBe(false);
    expect(await store.outbox.depth()).toBe(0);
    expect(await store.cases.load(before.id)).toMatchObject({ version: 1, entries: 2 });
  });

  it('of many steps from one version exactly one is saved', async () => {
    const before = await opened();
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, at) => store.cases.commit(before, changeOf(`event-${at}`))),
    );
    expect(outcomes.filter((each) => each === 'saved')).toHaveLength(1);
    expect(outcomes.filter((each) => each === 'moved')).toHaveLength(49);
  });

  it('lists by words, status and code, newest change first, page by page', async () => {
    for (let at = 0; at < 7; at++) {
      const before = await opened(`thread-${at}`);
      const words = at === 3 ? '100%_sure' : '100 x sure';
      await store.cases.commit(before, changeOf('e', { at: 5000 + (at >> 1), words }));
    }
    const first = await store.cases.list({ limit: 4 });
    const last = first[3];
    if (!last) throw new Error('four were expected');
    const rest = await store.cases.list({ limit: 9, after: last });
    expect([...first, ...rest].map(({ updatedAt }) => updatedAt)).toEqual([
      5003, 5002, 5002, 5001, 5001, 5000, 5000,
    ]);
    expect(new Set([...first, ...rest].map(({ id }) => id)).size).toBe(7);
    expect(await store.cases.list({ words: ['%_S'], limit: 9 })).toHaveLength(1);
    expect(await store.cases.list({ words: ['sure', 'x'], limit: 9 })).toHaveLength(6);
    expect(await store.cases.list({ status: 'resolved', limit: 9 })).toEqual([]);
    expect(await store.cases.list({ code: -1018, cause: 'network-path', limit: 9 })).toHaveLength(
      7,
    );
  });

  it('hands out the deliveries of a place in order, each to one taker', async () => {
    const [a, b] = [await opened('a'), await opened('b')];
    await store.cases.commit(a, changeOf('1', { deliveries: [REPLY('a1'), REPLY('a2')] }));
    await store.cases.commit(b, changeOf('1', { deliveries: [REPLY('b1')] }));
    const takers = await Promise.all(
      [1, 2, 3].map(() => store.outbox.claim(CHANNELS, 9000, 9500, 10)),
    );
    const claimed = takers.flat();
    expect(claimed.map(({ reply }) => reply.title).sort()).toEqual(['a1', 'b1']);
    expect(await store.outbox.claim(CHANNELS, 9499, 9999, 10)).toEqual([]);

    const [first, other] = ['a1', 'b1'].map((title) =>
      claimed.find(({ reply }) => reply.title === title),
    );
    if (!first || !other) throw new Error('both were expected');
    await store.outbox.delivered(first.seq, 9100);
    await store.outbox.postpone(other.seq, 1, 12_000);
    const next = await store.outbox.claim(CHANNELS, 9200, 9999, 10);
    expect(next.map(({ reply }) => reply.title)).toEqual(['a2']);
    const later = await store.outbox.claim(CHANNELS, 12_000, 13_000, 10);
    expect(later.find(({ id }) => id === other.id)).toMatchObject({ tries: 1 });
  });

  it('does not keep a delivery until tomorrow comes again when the clock has been set back', async () => {
    const DAY = 86_400_000;
    const before = await opened();
    await store.cases.commit(before, changeOf('1', { deliveries: [REPLY('a')] }));
    const [claimed] = await store.outbox.claim(CHANNELS, DAY, DAY + 500, 10);
    const [again] = await store.outbox.claim(CHANNELS, 9000, 9500, 10);
    expect(again?.id).toBe(claimed?.id);
    await store.outbox.postpone(claimed?.seq ?? 0, 1, DAY);
    expect(await store.outbox.claim(CHANNELS, 9500, 9900, 10)).toMatchObject([{ tries: 1 }]);
  });

  it('frees what a taker that died had claimed', async () => {
    const before = await opened();
    await store.cases.commit(before, changeOf('1', { deliveries: [REPLY('a')] }));
    const [claimed] = await store.outbox.claim(CHANNELS, 9000, 9500, 10);
    expect(await store.outbox.claim(CHANNELS, 9500, 9900, 10)).toMatchObject([{ id: claimed?.id }]);
    if (!claimed) throw new Error('one was expected');
    await store.outbox.giveUp(claimed, 9600, 'gone');
    expect(await store.outbox.depth()).toBe(0);
    const after = await store.cases.load(before.id);
    const timeline = await store.cases.timeline(before.id);
    expect(timeline.map(({ n }) => n)).toEqual([1, 2, 3]);
    expect(timeline.at(-1)?.body).toEqual({
      kind: 'undelivered',
      channel: 'test',
      failure: 'gone',
    });
    expect(after).toMatchObject({ version: 2, entries: 3 });
  });

  it('forgets old cases with all that belongs to them', async () => {
    const old = await opened('old', 1000);
    const young = await opened('young', 5000);
    expect(await store.cases.forgetBefore(3000)).toBe(1);
    expect(await store.cases.load(old.id)).toBeNull();
    expect(await store.cases.timeline(old.id)).toEqual([]);
    expect(await store.cases.load(young.id)).not.toBeNull();
    expect((await store.cases.open({ ...OPENING, key: 'old' })).isNew).toBe(true);
  });

  it('keeps settings of a tenant, and sessions until they end', async () => {
    expect(await store.settings.read('acme')).toEqual({ ssoDomain: null, language: null });
    await store.settings.write('acme', { ssoDomain: 'acme', language: null }, 'ada', 1);
    await store.settings.write('acme', { ssoDomain: 'acme', language: 'zh' }, 'ada', 2);
    expect(await store.settings.read('acme')).toEqual({ ssoDomain: 'acme', language: 'zh' });

    const secret = await store.sessions.begin({ name: 'ada', role: 'agent' }, 5000);
    expect(await store.sessions.personOf(secret, 4999)).toEqual({ name: 'ada', role: 'agent' });
    expect(await store.sessions.personOf(secret, 5000)).toBeNull();
    expect(await store.sessions.personOf(`${secret}x`, 1)).toBeNull();
    await store.sessions.end(secret);
    expect(await store.sessions.personOf(secret, 1)).toBeNull();
  });
});

it.each(DATABASES)('%s: processes that start at once all find the tables', async (database) => {
  const { place, remove } = await emptyPlace(database);
  const { dataDir, databaseUrl } = place;
  const script = `
    const { openStore } = await import(${JSON.stringify(join(import.meta.dirname, '../../src/store/store.ts'))});
    const store = await openStore({ ...${JSON.stringify({ dataDir, databaseUrl })}, onConnectionLost() {} });
    await store.cases.list({ limit: 1 });
    await store.close();`;
  const statuses = await Promise.all(
    Array.from(
      { length: 4 },
      () =>
        new Promise((resolve) => {
          const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
            stdio: ['ignore', 'ignore', 'inherit'],
            timeout: 30_000,
          });
          child.on('close', resolve);
        }),
    ),
  );
  expect(statuses).toEqual([0, 0, 0, 0]);
  await remove();
});
