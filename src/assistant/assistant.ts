import { setTimeout as sleep } from 'node:timers/promises';
import { awaitedSweep } from '../conversation/awaiting.ts';
import { openCase } from '../conversation/case.ts';
import { soughtIn } from '../conversation/measuring.ts';
import { openConversation, type Event } from '../conversation/state.ts';
import { readTenant } from '../diagnosis/tenant.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import type { StoredCase } from '../store/case-record.ts';
import type { Store } from '../store/store.ts';
import type { Packs } from '../knowledge/packs.ts';
import { offerPairing, placesFor, type Reach } from './places.ts';
import { endOf } from './sweep-end.ts';
import { headOf, takeTurn, type Incoming } from './turn.ts';

/** Why an event was not taken. */
export class RefusedEvent extends Error {
  readonly code: 'unknown-case' | 'stale-version' | 'busy' | 'stopping' | 'case-full';

  constructor(code: RefusedEvent['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/** A place of a channel in which somebody begins to talk. */
export interface Place {
  readonly channel: string;
  readonly key: string;
  readonly tenant: string;
  readonly by: string;
  readonly language: Language;
}

export interface Taken {
  /** Whether the event had been taken before; then nothing changed now. */
  readonly isRepeated: boolean;
  readonly case: StoredCase;
}

export interface AssistantParts {
  readonly store: Store;
  readonly packs: Packs;
  /** What checks can be run with. */
  readonly reach: Reach;
  /** The channels that replies are sent to; others read them in the timeline. */
  readonly sends: (channel: string) => boolean;
  /** Told after each change of a case. */
  readonly onChange: (changed: StoredCase) => void;
  /** Unix milliseconds. */
  readonly now: () => number;
}

/** Another process may take a step of the same case at the same time; so often in a row it does not. */
const MOST_ATTEMPTS = 20;
const STEP_ASIDE_MS = 5;
const MOST_WAITING = 200;
/** What a timeline holds; each answer about the case reads from it. */
export const MOST_ENTRIES = 1000;

/** Why a case takes nothing new now. */
function refusalOf(
  { version, entries, state }: StoredCase,
  { event }: Incoming,
  now: number,
  wanted = version,
): RefusedEvent | null {
  if (wanted !== version)
    return new RefusedEvent('stale-version', `the case is at version ${version}, not ${wanted}`);
  // What was asked for while there was room is still told, and can be called off, once.
  const isAnswer = event.kind !== 'said' && event.kind !== 'pressed';
  const isStop =
    event.kind === 'pressed' &&
    event.action === 'stop-checks' &&
    awaitedSweep(state, now)?.of === 'device';
  if (entries >= MOST_ENTRIES && !isAnswer && !isStop)
    return new RefusedEvent(
      'case-full',
      `the timeline of the case has ${entries} entries, and is full`,
    );
  return null;
}

/** What device somebody is looking for, by a part of its name or by its id; null where they are not. */
function soughtBy(event: Event, { state }: StoredCase): string | null {
  if (state.phase !== 'where') return null;
  if (event.kind === 'pressed') return /^on:(.+)/.exec(event.action)?.[1] ?? state.sought;
  return event.kind === 'said' ? soughtIn(event.text) : state.sought;
}

/** Runs the conversations: loads a case, takes one step, saves it whole. */
export class Assistant {
  readonly #parts: AssistantParts;
  /** The last event of each case that is being taken; the next one waits for it. */
  readonly #tails = new Map<string, { last: Promise<unknown>; waiting: number }>();
  #stopping = false;

  constructor(parts: AssistantParts) {
    this.#parts = parts;
  }

  /** The case of that place; a new one where there is none. */
  async open({ channel, key, tenant, by, language }: Place): Promise<StoredCase> {
    const { store, packs, now } = this.#parts;
    this.#mustRun();
    const [knowledge] = packs;
    const settings = await store.settings.read(tenant);
    const host = settings.ssoDomain === null ? null : readTenant(settings.ssoDomain);
    const blank = openConversation(settings.language ?? language);
    const state = host === null ? blank : { ...blank, ssoDomain: { kind: 'given' as const, host } };
    const at = now();
    const head = headOf(openCase(state, knowledge, at));
    const pack = knowledge.pack.id;
    const opened = await store.cases.open({ ...head, channel, key, tenant, pack, by, at, state });
    const loaded = await this.#load(opened.id);
    if (opened.isNew) this.#parts.onChange(loaded);
    return loaded;
  }

  /**
   * Takes an event of a case; one that was taken before changes nothing. Events of one case are taken one after the
   * other.
   * @throws {RefusedEvent} for a case that is not there, is full, or has moved on from `version`.
   */
  async take(id: string, incoming: Incoming, version?: number): Promise<Taken> {
    this.#mustRun();
    const tail = this.#tails.get(id) ?? { last: Promise.resolve(), waiting: 0 };
    if (tail.waiting >= MOST_WAITING)
      throw new RefusedEvent('busy', `${tail.waiting} events of this case are waiting already`);
    const taken = tail.last.then(() => this.#take(id, incoming, version));
    const ended = taken.then(
      () => undefined,
      () => undefined,
    );
    this.#tails.set(id, { last: ended, waiting: tail.waiting + 1 });
    void ended.then(() => {
      const current = this.#tails.get(id);
      if (!current) return;
      if (current.waiting <= 1) this.#tails.delete(id);
      else this.#tails.set(id, { ...current, waiting: current.waiting - 1 });
    });
    return taken;
  }

  /** Takes nothing new, and waits until what was begun is saved. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all([...this.#tails.values()].map(({ last }) => last));
  }

  #mustRun(): void {
    if (this.#stopping) throw new RefusedEvent('stopping', 'the server is stopping');
  }

  async #load(id: string): Promise<StoredCase> {
    const stored = await this.#parts.store.cases.load(id);
    if (stored) return stored;
    throw new RefusedEvent('unknown-case', 'there is no such case');
  }

  /** Tells a case what came of its sweeps meanwhile: what was found is not lost because nobody wanted it any more. */
  async #tellEnds({ id }: StoredCase): Promise<void> {
    const { store, now } = this.#parts;
    for (const sweep of await store.sweeps.untoldOf(id)) {
      await this.#take(id, endOf(sweep), undefined);
      await store.sweeps.told(sweep, now());
    }
  }

  async #take(id: string, incoming: Incoming, version: number | undefined): Promise<Taken> {
    const { store, packs, reach, now, sends, onChange } = this.#parts;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      const stored = await this.#load(id);
      const at = now();
      const refusal = refusalOf(stored, incoming, at, version);
      if (refusal) {
        if (await store.cases.hasTaken(stored.id, incoming.id))
          return { isRepeated: true, case: stored };
        throw refusal;
      }
      const sought = soughtBy(incoming.event, stored);
      const places = await placesFor(stored.id, incoming.by, reach, store, at, sought);
      const { control } = reach;
      const pairing = offerPairing(reach);
      const circumstances = { packs, places, pairing, control, now: at };
      const { replies, ...change } = takeTurn(stored, incoming, circumstances);
      const deliveries = sends(stored.channel) ? replies : [];
      const outcome = await store.cases.commit(stored, { ...change, deliveries });
      if (outcome === 'too-many-codes')
        throw new RefusedEvent('busy', 'too many pairing codes are open; they last ten minutes');
      if (outcome === 'untold') {
        await this.#tellEnds(stored);
        continue;
      }
      if (outcome === 'moved') {
        // Two processes that try at the same pace would go on meeting each other.
        await sleep(Math.random() * STEP_ASIDE_MS * (attempt + 1));
        continue;
      }
      const saved = await this.#load(id);
      if (outcome === 'saved') onChange(saved);
      return { isRepeated: outcome === 'taken', case: saved };
    }
    throw new RefusedEvent('busy', `the case changed ${MOST_ATTEMPTS} times in between`);
  }
}
