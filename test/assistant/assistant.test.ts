import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Assistant, MOST_ENTRIES, type RefusedEvent } from '../../src/assistant/assistant.ts';
import { DeliveryError, type Channel } from '../../src/assistant/channel.ts';
import { Deliverer } from '../../src/assistant/deliverer.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import type { Delivery } from '../../src/store/outbox.ts';
import { openStore, type Store, type StorePlace } from '../../src/store/store.ts';
import { DATABASES, emptyPlace } from '../store/places.ts';

const packs = await openPacks(join(import.meta.dirname, '../../knowledge-base'));

describe.each(DATABASES)('on %s', (database) => {
  let store: Store;
  let place: StorePlace;
  let assistant: Assistant;
  let stops: (() => Promise<void>)[] = [];

  function assistantOn(on: Store): Assistant {
    return new Assistant({
      store: on,
      packs,
      reach: { here: null, control: null, companions: null },
      sends: (channel) => channel === 'test',
      onChange: () => undefined,
      now: Date.now,
    });
  }

  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ place } = empty);
    store = await openStore(place);
    assistant = assistantOn(store);
    stops = [() => store.close(), empty.remove];
  });
  afterEach(async () => {
    for (const stop of stops) await stop();
  });

  const begin = (): ReturnType<Assistant['open']> =>
    assistant.open({ channel: 'test', key: 'place', tenant: 'acme', by: 'ada', language: 'en' });

  it('leads a case from the paste to its end, with a timeline of it', async () => {
    const { id } = await begin();
    const said = {
      kind: 'said' as const,
      text: 'onLogin(-1002, "Token is expired") password=hunter22x',
    };
    const told = await assistant.take(id, { id: 'event-01', by: 'ada', event: said });
    expect(told.case).toMatchObject({ version: 1, cause: 'id-token-expired', status: 'open' });
    const ended = await assistant.take(id, {
      id: 'event-02',
      by: 'bob',
      event: { kind: 'pressed', action: 'solved' },
    });
    expect(ended.case).toMatchObject({ version: 2, status: 'resolved' });
    const timeline = await store.cases.timeline(id);
    expect(timeline.map(({ by, body: { kind } }) => `${by} ${kind}`)).toEqual([
      'ada opened',
      'ada said',
      'assistant replied',
      'bob pressed',
      'assistant effect',
      'assistant replied',
    ]);
    expect(JSON.stringify(timeline)).not.toContain('hunter22x');
    expect(timeline[3]?.body).toMatchObject({ action: 'solved', label: 'It works now' });
    expect(await store.outbox.depth()).toBe(2);
  });

  it('takes an event once, also when it is sent again at the same time', async () => {
    const { id } = await begin();
    const incoming = { id: 'event-01', by: 'ada', event: { kind: 'said' as const, text: '-1012' } };
    const taken = await Promise.all(Array.from({ length: 10 }, () => assistant.take(id, incoming)));
    expect(taken.filter(({ isRepeated }) => !isRepeated)).toHaveLength(1);
    expect(await store.cases.load(id)).toMatchObject({ version: 1, entries: 3 });
    expect((await assistant.take(id, incoming, 0)).isRepeated).toBe(true);
  });

  it('takes the events of one case one after the other, from two replicas alike', async () => {
    const { id } = await begin();
    const second = await openStore(place);
    stops.unshift(() => second.close());
    const other = assistantOn(second);
    const many = Array.from({ length: 60 }, (_, at) =>
      (at % 2 === 0 ? assistant : other).take(id, {
        id: `event-${at}`,
        by: 'ada',
        event: { kind: 'said', text: `line ${at}` },
      }),
    );
    await Promise.all(many);
    const stored = await store.cases.load(id);
    expect(stored?.version).toBe(60);
    expect(new Set(stored?.state.said)).toEqual(
      new Set(Array.from({ length: 60 }, (_, at) => `line ${at}`)),
    );
    const said = (await store.cases.timeline(id)).filter(({ body }) => body.kind === 'said');
    expect(said).toHaveLength(60);
  });

  it('keeps no half of a secret, where a message is too much for the case', async () => {
    const { id } = await begin();
    const say = (at: number, text: string): Promise<unknown> =>
      assistant.take(id, { id: `event-${at}`, by: 'ada', event: { kind: 'said', text } });
    // Each fills a quarter of what a case holds; the last one no longer fits.
    const filler = 'onLogin -1018 noise '.repeat(800);
    for (let at = 0; at < 4; at++) await say(at, filler);
    // What an entry holds ends in the middle of the phone number.
    await say(4, `${'x '.repeat(8188)}13800138000`);
    const timeline = JSON.stringify(await store.cases.timeline(id));
    expect(timeline).not.toContain('1380');
    expect(timeline).toContain('as much text as it can');
  });

  it('is full after so many messages, and takes nothing after so many entries', async () => {
    const { id } = await begin();
    const say = (at: number): ReturnType<Assistant['take']> =>
      assistant.take(id, {
        id: `event-${at}`,
        by: 'ada',
        event: { kind: 'said', text: `n ${at}` },
      });
    const replyTo = async (at: number): Promise<string> => {
      const { entries } = (await say(at)).case;
      return JSON.stringify(await store.cases.timeline(id, entries - 1));
    };
    for (let at = 0; at < 199; at++) await say(at);
    expect(await replyTo(199)).not.toContain('as much text as it can');
    expect(await replyTo(200)).toContain('as much text as it can');
    expect((await store.cases.load(id))?.state.said).toHaveLength(200);
    let at = 201;
    const refusal = await (async () => {
      for (; ; at++) await say(at);
    })().catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'case-full' });
    const { entries } = (await store.cases.load(id)) ?? {};
    expect(entries).toBeGreaterThanOrEqual(MOST_ENTRIES);
    expect(entries).toBeLessThan(MOST_ENTRIES + 3);
    // What was taken before is still known to be.
    expect((await say(at - 1)).isRepeated).toBe(true);
  });

  it('refuses what does not fit the case as it stands', async () => {
    const { id } = await begin();
    const code = (promise: Promise<unknown>): Promise<string> =>
      promise.then(
        () => 'taken',
        (error: unknown) => (error as RefusedEvent).code,
      );
    const incoming = { id: 'event-01', by: 'ada', event: { kind: 'said' as const, text: 'x' } };
    expect(await code(assistant.take('nobody', incoming))).toBe('unknown-case');
    expect(await code(assistant.take(id, incoming, 7))).toBe('stale-version');
    await assistant.stop();
    expect(await code(assistant.take(id, incoming))).toBe('stopping');
  });

  it('knows the tenant before it is asked', async () => {
    await store.settings.write('acme', { ssoDomain: 'contoso', language: 'zh' }, 'ada', 1);
    const { id } = await begin();
    const text = '{"code":-1018,"msg":"network error"}';
    const { case: told } = await assistant.take(id, {
      id: 'e',
      by: 'a',
      event: { kind: 'said', text },
    });
    expect(told).toMatchObject({ language: 'zh', state: { phase: 'fix' } });
  });

  it('delivers in order, once each, with retries as the far side asks', async () => {
    const { id } = await begin();
    const got: Delivery[] = [];
    const tries: string[] = [];
    const failures = [new DeliveryError('slow down', { retryAfter: 700 }), new Error('reset')];
    const channel: Channel = {
      name: 'test',
      deliver(delivery) {
        const failure = failures.shift();
        if (failure) return Promise.reject(failure);
        got.push(delivery);
        return Promise.resolve();
      },
    };
    for (const [at, text] of ['-1012', 'back', 'help'].entries())
      await assistant.take(id, { id: `event-${at}`, by: 'ada', event: { kind: 'said', text } });
    // Time stands still, but for what a failed try has to wait.
    let clock = Date.now();
    const dues: number[] = [];
    const postpone = store.outbox.postpone.bind(store.outbox);
    store.outbox.postpone = async (seq, before, due) => {
      await postpone(seq, before, due);
      dues.push(due - clock);
    };
    const deliverer = new Deliverer({
      store,
      channels: [channel],
      now: () => clock,
      onTry: (_, outcome) => {
        tries.push(outcome);
        if (outcome === 'postponed') {
          clock += dues.at(-1) ?? 0;
          deliverer.wake();
        }
        if (tries.filter((each) => each === 'delivered').length === 3) finished();
      },
      onError: (error) => {
        throw error;
      },
    });
    let finished = (): void => undefined;
    const all = new Promise<void>((resolve) => (finished = resolve));
    deliverer.start();
    await all;
    await deliverer.stop();
    expect(tries).toEqual(['postponed', 'postponed', 'delivered', 'delivered', 'delivered']);
    // The first wait is what the far side asked for, the second the deliverer's own.
    expect(dues[0]).toBe(700);
    expect(dues[1]).toBeGreaterThanOrEqual(375);
    expect(dues[1]).toBeLessThanOrEqual(625);
    expect(got.map(({ tries: before }) => before)).toEqual([2, 0, 0]);
    expect(got.map(({ seq }) => seq)).toEqual(got.map(({ seq }) => seq).sort((a, b) => a - b));
    expect(new Set(got.map((each) => each.id)).size).toBe(3);
    expect(await store.outbox.depth()).toBe(0);
  });

  it('leaves what is meant for another channel to a process that has it', async () => {
    const { id } = await begin();
    await assistant.take(id, { id: 'e1', by: 'ada', event: { kind: 'said', text: '-1012' } });
    const mine = ['slack', 'teams'];
    expect(await store.outbox.claim(mine, Date.now(), Date.now() + 1000, 10)).toEqual([]);
    expect(await store.outbox.claim([], Date.now(), Date.now() + 1000, 10)).toEqual([]);
    const [claimed] = await store.outbox.claim(['test'], Date.now(), Date.now() + 1000, 10);
    expect(claimed).toMatchObject({ channel: 'test', tries: 0 });
  });

  it('gives up a place that is gone, and what hangs is cut off', async () => {
    const { id } = await begin();
    await assistant.take(id, { id: 'e1', by: 'ada', event: { kind: 'said', text: '-1012' } });
    await assistant.take(id, { id: 'e2', by: 'ada', event: { kind: 'said', text: 'back' } });
    const outcomes: string[] = [];
    let finished = (): void => undefined;
    const all = new Promise<void>((resolve) => (finished = resolve));
    let calls = 0;
    const deliverer = new Deliverer({
      store,
      channels: [
        {
          name: 'test',
          deliver: () =>
            calls++ === 0
              ? Promise.reject(new DeliveryError('archived', { isFinal: true }))
              : new Promise<void>(() => undefined),
        },
      ],
      now: Date.now,
      limitMs: 50,
      onTry: (_, outcome) => {
        outcomes.push(outcome);
        if (outcomes.length === 2) finished();
      },
      onError: (error) => {
        throw error;
      },
    });
    deliverer.start();
    await all;
    await deliverer.stop();
    // What hangs is tried again and again until the stop.
    expect(outcomes.slice(0, 2)).toEqual(['given-up', 'postponed']);
  });
});
