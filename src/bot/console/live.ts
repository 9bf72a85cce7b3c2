import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import type { CaseId, StoredCase } from '../../store/case-record.ts';
import type { Store } from '../../store/store.ts';
import type { SweepId } from '../../store/sweeps.ts';
import { StoreUnavailable } from '../../store/unavailable.ts';
import { summaryOf, viewOfEntry } from './case-view.ts';
import type { CheckEnded, JobStep } from './contract.ts';
import { Problem } from './problem.ts';
import { Stream } from './stream.ts';

/** Proxies cut a silent connection, mostly after a minute. */
const HEARTBEAT_MS = 20_000;
/** A session may end at another process, or by itself; so often we ask. */
const RECHECK_MS = 10_000;
const MOST_STREAMS = 2000;
const PAGE = 200;
const LATE_MS = 5000;
/** A page that reads slower than checks end learns the rest from the result. */
const MOST_NEWS = 200;

/** What is told of a sweep while it runs. */
type News = readonly ['check', CheckEnded] | readonly ['job', JobStep];

/** Who is told. */
export interface Listener {
  readonly request: Request;
  readonly response: Response;
  /** Whether the session that the request came with is still what it was. */
  readonly isStill: () => Promise<boolean>;
}

/**
 * Where a stream goes on: after the last event that the far side got, or else where it asks to begin. No event has a
 * number above `most`.
 */
export function resumeAfter(
  request: Request,
  asked: number | undefined,
  most: number,
): number | null {
  const last = Number(request.get('Last-Event-ID') ?? NaN);
  return Number.isInteger(last) && last >= 0 && last <= most ? last : (asked ?? null);
}

/** Tells pages what changed, while it changes. */
export class Live {
  readonly #store: Store;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #streams = new Set<Stream>();
  /** What has ended of the sweeps that run, for pages that open meanwhile. */
  readonly #underWay = new Map<CaseId, CheckEnded[]>();
  /** How far devices have come with theirs. */
  readonly #steps = new Map<CaseId, JobStep>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** How many streams are open. */
  get open(): number {
    return this.#streams.size;
  }

  changed(stored: StoredCase): void {
    this.#changes.emit('change', stored);
  }

  /** A check of a case's sweep has ended. */
  checked(id: CaseId, check: CheckEnded): void {
    const before = this.#underWay.get(id) ?? [];
    this.#underWay.set(id, [...before.filter(({ sweep }) => sweep === check.sweep), check]);
    this.#changes.emit('check', id, check);
  }

  /** A device has come a step further with a case's sweep. */
  jobMoved(id: CaseId, step: JobStep): void {
    this.#steps.set(id, step);
    this.#changes.emit('job', id, step);
  }

  /** A sweep of a case has ended; its result is told by the case. */
  swept(id: CaseId, sweep: SweepId): void {
    // Another one may have been asked for meanwhile.
    if (this.#underWay.get(id)?.some((check) => check.sweep === sweep)) this.#underWay.delete(id);
    if (this.#steps.get(id)?.sweep === sweep) this.#steps.delete(id);
  }

  /** The entries of one case from number `after` on, as they come, and the checks of a sweep that have ended or end. */
  async ofCase(listener: Listener, id: CaseId, after: number): Promise<void> {
    let last = after;
    const step = this.#steps.get(id);
    const news: News[] = [
      ...(step ? [['job', step] as const] : []),
      ...(this.#underWay.get(id) ?? []).map((check) => ['check', check] as const),
    ];
    await this.#run(listener, id, news, async (stream) => {
      for (const [event, told] of news.splice(0)) await stream.send(event, told);
      const entries = await this.#store.cases.timeline(id, last, PAGE);
      for (const entry of entries) {
        await stream.send('entry', viewOfEntry(entry), entry.n);
        last = entry.n;
      }
      return entries.length > 0;
    });
  }

  /** Every case that changed at `since` (Unix milliseconds) or later, and then each that changes. */
  async ofList(listener: Listener, since: number): Promise<void> {
    let from = since;
    let sent = new Map<CaseId, number>();
    await this.#run(listener, null, [], async (stream) => {
      const recent = await this.#store.cases.changedSince(from, PAGE);
      const fresh = recent.filter(({ id, version }) => sent.get(id) !== version);
      for (const listed of fresh) await stream.send('case', summaryOf(listed), listed.updatedAt);
      sent = new Map([...sent, ...recent.map(({ id, version }) => [id, version] as const)]);
      const isMore = recent.length === PAGE;
      const newest = recent.at(-1)?.updatedAt ?? from;
      // A change that took long to save, or came from a clock that is behind, may still turn up before the newest.
      from = isMore ? newest : Math.max(from, newest - LATE_MS);
      if (!isMore) sent = new Map(recent.map(({ id, version }) => [id, version]));
      return isMore && fresh.length > 0;
    });
  }

  /** Ends every stream; browsers come back by themselves. */
  stop(): void {
    for (const stream of this.#streams) stream.close();
  }

  /** Somebody's session may have ended: every stream asks at once whether it was theirs. */
  lookAgain(): void {
    for (const stream of this.#streams) {
      stream.isInDoubt = true;
      stream.wake();
    }
  }

  /** Runs `look` at each change (of the case `id`, or of any), and again at once where it returns true. */
  async #run(
    { request, response, isStill }: Listener,
    id: CaseId | null,
    news: News[],
    look: (stream: Stream) => Promise<boolean>,
  ): Promise<void> {
    if (this.#streams.size >= MOST_STREAMS)
      throw new Problem(503, 'busy', 'too many pages are open', 'close some, or try again later');
    const stream = new Stream(request, response);
    const onChange = (changed: StoredCase): void => {
      if (id === null || changed.id === id) stream.wake();
    };
    const hear = (of: CaseId, each: News): void => {
      if (of !== id || news.length >= MOST_NEWS) return;
      news.push(each);
      stream.wake();
    };
    const onCheck = (of: CaseId, check: CheckEnded): void => {
      hear(of, ['check', check]);
    };
    const onJob = (of: CaseId, step: JobStep): void => {
      hear(of, ['job', step]);
    };
    this.#streams.add(stream);
    this.#changes.on('change', onChange).on('check', onCheck).on('job', onJob);
    let spoken = performance.now();
    let checked = spoken;
    try {
      while (stream.isOpen) {
        if (stream.isInDoubt || performance.now() - checked > RECHECK_MS) {
          stream.isInDoubt = false;
          checked = performance.now();
          if (!(await isStill())) break;
        }
        if (await look(stream)) {
          spoken = performance.now();
          continue;
        }
        if (performance.now() - spoken > HEARTBEAT_MS) {
          await stream.heartbeat();
          spoken = performance.now();
        }
        await stream.pause();
      }
    } catch (error) {
      // The page comes back by itself, and is then told what is the matter.
      if (!(error instanceof StoreUnavailable)) throw error;
    } finally {
      this.#changes.off('change', onChange).off('check', onCheck).off('job', onJob);
      this.#streams.delete(stream);
      stream.close();
    }
  }
}
