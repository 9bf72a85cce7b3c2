import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Assistant, MOST_ENTRIES } from '../../src/assistant/assistant.ts';
import { Sweeper } from '../../src/assistant/sweeper.ts';
import type { Measures } from '../../src/checks/here.ts';
import type { Findings } from '../../src/checks/measure.ts';
import { openPacks } from '../../src/knowledge/packs.ts';
import type { CaseId, Change, Entry, StoredCase } from '../../src/store/case-record.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import type { StoredSweep } from '../../src/store/sweeps.ts';
import { Player } from '../conversations/recordings.ts';
import { NOTHING_KNOWN } from '../store/opening.ts';
import { DATABASES, emptyPlace } from '../store/places.ts';

const packs = await openPacks(join(import.meta.dirname, '../../knowledge-base'));
const TEXT =
  'onLogin(-1018, "connect https://login-cb.example-meeting.net/login failed, ip 203.0.113.113")';

describe.each(DATABASES)('a sweep that a case asks for, on %s', (database) => {
  let store: Store;
  let remove: () => Promise<void>;
  let clock: number;
  const running: Sweeper[] = [];

  beforeEach(async () => {
    const empty = await emptyPlace(database);
    ({ remove } = empty);
    store = await openStore(empty.place);
    clock = Date.now();
  });
  afterEach(async () => {
    for (const sweeper of running.splice(0)) await sweeper.stop();
    await store.close();
    await remove();
  });

  /** One process: its assistant, and a sweeper that measures by `measures`. */
  function processOf(measures: Measures): { assistant: Assistant; sweeper: Sweeper } {
    const assistant = new Assistant({
      store,
      packs,
      reach: { here: measures.place, control: null, companions: null },
      sends: () => false,
      onChange: () => undefined,
      now: () => clock,
    });
    const sweeper = new Sweeper({
      store,
      packs,
      assistant,
      measures,
      now: () => clock,
      onEvent: () => undefined,
      onExpired: () => undefined,
      onError: () => undefined,
    });
    running.push(sweeper);
    return { assistant, sweeper };
  }

  async function askIn(assistant: Assistant, key = 'place'): Promise<StoredCase> {
    const { id } = await assistant.open({
      channel: 'test',
      key,
      tenant: 'acme',
      by: 'ada',
      language: 'en',
    });
    const said = (text: string, at: number): Promise<unknown> =>
      assistant.take(id, { id: `said-${at}`, by: 'ada', event: { kind: 'said', text } });
    await said(TEXT, 1);
    await said('acme', 2);
    return press(assistant, id);
  }

  async function press(
    assistant: Assistant,
    id: string,
    action = 'run-checks',
  ): Promise<StoredCase> {
    const event = { kind: 'pressed' as const, action };
    const taken = await assistant.take(id, { id: `press-${Math.random()}`, by: 'ada', event });
    return taken.case;
  }

  async function timelineOf({ id }: StoredCase): Promise<Entry['body'][]> {
    return (await store.cases.timeline(id)).map(({ body }) => body);
  }

  async function toldIn(stored: StoredCase): Promise<number> {
    return (await timelineOf(stored)).filter(({ kind }) => kind === 'measured').length;
  }

  function foundFor({ checks }: StoredSweep): Promise<Findings> {
    const { signal } = new AbortController();
    return new Player('host-dropped').run(checks, undefined as never, () => undefined, signal);
  }

  async function commit(id: string, more: Partial<Change>): Promise<void> {
    const stored = await store.cases.load(id);
    if (!stored) throw new Error('the case was not stored');
    const { pack, state } = stored;
    const saved = await store.cases.commit(stored, {
      ...NOTHING_KNOWN,
      ...{ eventId: crypto.randomUUID(), at: clock, pack, state, words: '', withdrawnBy: null },
      ...{ entries: [], deliveries: [], sweeps: [], pairings: [], feedback: [] },
      ...more,
    });
    expect(saved).toBe('saved');
  }

  /** A case that has asked a device for its checks. */
  async function askDevice(): Promise<{
    readonly asked: Assistant;
    readonly id: CaseId;
    readonly job: StoredSweep;
  }> {
    const asked = new Assistant({
      store,
      packs,
      reach: { here: null, control: null, companions: { server: () => '', isLocal: true } },
      sends: () => false,
      onChange: () => undefined,
      now: () => clock,
    });
    const { id } = await askIn(asked);
    await press(asked, id, 'pair-device');
    const device = { id: crypto.randomUUID(), name: 'ANNA-PC' };
    const event = { kind: 'paired' as const, mark: 1, device };
    await asked.take(id, { id: 'paired', by: 'ada', event });
    const job = await store.sweeps.latestOf(id);
    if (!job) throw new Error('one was expected');
    return { asked, id, job };
  }

  /** Measures when it is let go. */
  class Held extends Player {
    readonly begun = Promise.withResolvers<AbortSignal>();
    readonly go = Promise.withResolvers<null>();
    override readonly run: Measures['run'] = async (checks, targets, onEvent, signal) => {
      this.begun.resolve(signal);
      await Promise.race([
        this.go.promise,
        new Promise((resolve) => {
          signal.addEventListener('abort', resolve);
        }),
      ]);
      return new Player(this.recording).run(checks, targets, onEvent, signal);
    };
  }

  it('is measured and told once', async () => {
    const { assistant, sweeper } = processOf(new Player('host-dropped'));
    const stored = await askIn(assistant);
    sweeper.start();
    await expect.poll(() => toldIn(stored)).toBe(1);
    const after = await store.cases.load(stored.id);
    expect(after?.state).toMatchObject({
      phase: 'measured',
      measured: { place: 'laboratory', causes: [{ fault: 'host-blocked' }] },
      sweep: { mark: 1, askedAt: null },
    });
    await expect.poll(async () => (await store.sweeps.latestOf(stored.id))?.isTold).toBe(true);
    expect(await store.sweeps.claim('laboratory', clock + 1e9, clock + 2e9, 9)).toEqual([]);
  });

  it('that runs already is not asked for again, and it says so', async () => {
    const { assistant } = processOf(new Player());
    const stored = await askIn(assistant);
    await press(assistant, stored.id);
    expect(JSON.stringify((await timelineOf(stored)).at(-1))).toContain('running already');
    expect(await store.sweeps.claim('laboratory', clock, clock + 1, 9)).toHaveLength(1);
    // One that never came back does not shut the case for ever.
    clock += 121_000;
    await press(assistant, stored.id);
    const [again, ...more] = await store.sweeps.claim('laboratory', clock, clock + 1, 9);
    expect(again?.mark).toBe(2);
    expect(more).toEqual([]);
  });

  it('is not waited for until tomorrow comes again when the clock has been set back', async () => {
    const { assistant } = processOf(new Player());
    clock += 86_400_000;
    const stored = await askIn(assistant);
    await store.sweeps.claim('laboratory', clock, clock + 60_000, 9);
    clock -= 86_400_000;
    expect(await store.sweeps.claim('laboratory', clock, clock + 1, 9)).toHaveLength(1);
    await press(assistant, stored.id);
    expect(JSON.stringify((await timelineOf(stored)).at(-1))).not.toContain('running already');
  });

  it('of a machine that is gone gives way to one of another', async () => {
    const gone = processOf(Object.assign(new Player(), { place: 'old-host' }));
    const stored = await askIn(gone.assistant);
    clock += 121_000;
    const { assistant, sweeper } = processOf(new Player('host-dropped'));
    await press(assistant, stored.id);
    sweeper.start();
    await expect.poll(() => toldIn(stored)).toBe(1);
    expect(await store.sweeps.claim('old-host', clock + 1e9, clock + 2e9, 9)).toEqual([]);
  });

  it('is not told of another problem than the one it was asked for', async () => {
    const held = new Held('host-dropped');
    const { assistant, sweeper } = processOf(held);
    const stored = await askIn(assistant);
    sweeper.start();
    await held.begun.promise;
    const said = (text: string, id: string): Promise<unknown> =>
      assistant.take(stored.id, { id, by: 'ada', event: { kind: 'said', text } });
    await said('start again', 'again');
    await said('onLogin(-1021)', 'other');
    held.go.resolve(null);
    await expect.poll(() => toldIn(stored)).toBe(1);
    const after = await store.cases.load(stored.id);
    expect(after?.state).toMatchObject({ phase: 'fix', measured: null });
    expect(JSON.stringify(await timelineOf(stored))).not.toContain('work.medialab.qq.com (');
  });

  it('is begun anew by the next process where this one stops in the middle', async () => {
    const held = new Held();
    const first = processOf(held);
    const stored = await askIn(first.assistant);
    first.sweeper.start();
    const signal = await held.begun.promise;
    await first.sweeper.stop();
    expect(signal.aborted).toBe(true);
    expect(await toldIn(stored)).toBe(0);
    processOf(new Player('host-dropped')).sweeper.start();
    await expect.poll(() => toldIn(stored)).toBe(1);
  });

  it('is told after a crash between measuring and telling, without being measured again', async () => {
    const { assistant } = processOf(new Player());
    const stored = await askIn(assistant);
    const [claimed] = await store.sweeps.claim('laboratory', clock, clock + 1000, 9);
    if (!claimed) throw new Error('one was expected');
    const findings = await foundFor(claimed);
    await store.sweeps.keep(claimed.id, findings, clock);
    clock += 1001;
    const broken = new Player();
    Object.assign(broken, { run: () => Promise.reject(new Error('measured again')) });
    processOf(broken).sweeper.start();
    await expect.poll(() => toldIn(stored)).toBe(1);
    expect((await store.cases.load(stored.id))?.state.measured?.causes).toMatchObject([
      { fault: 'host-blocked' },
    ]);
  });

  it('and calls off when it has just ended is told all the same, once', async () => {
    const { asked, id, job } = await askDevice();
    const findings = await foundFor(job);
    await store.jobs.begin(job, 'person', clock);
    await store.jobs.end(job, { status: 'finished', findings }, clock);
    const stopped = await press(asked, id, 'stop-checks');
    expect(stopped.state.measured).toMatchObject({
      place: 'ANNA-PC',
      causes: [{ fault: 'host-blocked' }],
    });
    expect(await store.jobs.find(job.id)).toMatchObject({ status: 'finished', isTold: true });
    const { sweeper } = processOf(new Player());
    sweeper.start();
    await sweeper.stop();
    const timeline = await timelineOf(stopped);
    const kinds = timeline.map((body) => (body.kind === 'effect' ? body.effect : body.kind));
    expect(kinds.slice(kinds.indexOf('start-sweep') + 2)).toEqual([
      'measured',
      'replied',
      'pressed',
      'replied',
    ]);
    expect(JSON.stringify(timeline.at(-1))).toContain('No device has been asked');
  });

  it('can be called off also where the timeline is full, once', async () => {
    const { asked, id, job } = await askDevice();
    const entry = { by: 'ada', body: { kind: 'said' as const, text: 'n' } };
    await commit(id, { entries: Array.from({ length: MOST_ENTRIES }, () => entry) });
    await expect(press(asked, id)).rejects.toMatchObject({ code: 'case-full' });
    await press(asked, id, 'stop-checks');
    expect(await store.jobs.find(job.id)).toMatchObject({ status: 'aborted', reason: 'withdrawn' });
    await expect(press(asked, id, 'stop-checks')).rejects.toMatchObject({ code: 'case-full' });
  });

  it('of this machine that gave way to another stays called off, whatever it found', async () => {
    const { assistant } = processOf(new Player());
    const stored = await askIn(assistant);
    const [claimed] = await store.sweeps.claim('laboratory', clock, clock + 1000, 9);
    if (!claimed) throw new Error('one was expected');
    await commit(stored.id, { withdrawnBy: 'ada' });
    const calledOff = await store.sweeps.latestOf(stored.id);
    expect(calledOff).toMatchObject({ status: 'aborted', reason: 'withdrawn', findings: null });
    expect(await store.sweeps.keep(claimed.id, await foundFor(claimed), clock)).toBe(false);
    expect(await store.sweeps.latestOf(stored.id)).toEqual(calledOff);
  });

  it('that breaks every time is given up after ten minutes', async () => {
    const broken = new Player();
    let tries = 0;
    Object.assign(broken, {
      run: () => {
        tries++;
        return Promise.reject(new Error('no such program'));
      },
    });
    const { assistant, sweeper } = processOf(broken);
    const stored = await askIn(assistant);
    sweeper.start();
    await expect.poll(() => tries).toBe(1);
    clock += 601_000;
    sweeper.wake();
    await expect.poll(async () => (await store.sweeps.latestOf(stored.id))?.isTold).toBe(true);
    expect(tries).toBe(2);
  });
});
