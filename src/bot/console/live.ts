import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import type { CaseId, StoredCase } from '../../store/case-record.ts';
import type { Store } from '../../store/store.ts';
import { summaryOf, viewOfEntry } from './case-view.ts';
import { Problem } from './problem.ts';

/** Other processes may change a case too; so often we look. */
const LOOK_MS = 2000;
/** Proxies cut a silent connection, mostly after a minute. */
const HEARTBEAT_MS = 20_000;
const MOST_STREAMS = 2000;
const PAGE = 200;
const LATE_MS = 5000;

/** One open stream of server-sent events. */
class Stream {
  readonly #response: Response;
  #wake: () => void = () => undefined;
  #woken = false;
  isOpen = true;

  constructor(request: Request, response: Response) {
    this.#response = response;
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
    response.flushHeaders();
    response.write('retry: 1000\n\n');
    response.on('close', () => {
      this.close();
    });
    // The far side may have gone while we looked up what it may see.
    if (request.destroyed || response.closed) this.close();
  }

  close(): void {
    this.isOpen = false;
    this.wake();
    this.#response.end();
  }

  wake = (): void => {
    this.#woken = true;
    this.#wake();
  };

  /** Writes an event, and waits while the far side reads slower than we write. */
  async send(event: string, data: unknown, id?: number): Promise<void> {
    const head = id === undefined ? '' : `id: ${id}\n`;
    await this.#write(`${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  }

  async heartbeat(): Promise<void> {
    await this.#write(': still here\n\n');
  }

  async #write(text: string): Promise<void> {
    if (!this.isOpen || this.#response.write(text)) return;
    await new Promise<void>((resolve) => {
      const done = (): void => {
        this.#response.off('drain', done).off('close', done);
        resolve();
      };
      this.#response.on('drain', done).on('close', done);
    });
  }

  /** Until something may have happened. */
  async pause(): Promise<void> {
    if (!this.#woken && this.isOpen)
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, LOOK_MS);
        this.#wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    this.#woken = false;
  }
}

/** Where a stream goes on: after the last event that the far side got, or else where it asks to begin. */
export function resumeAfter(request: Request, asked: number | undefined): number | null {
  const last = Number(request.get('Last-Event-ID') ?? NaN);
  return Number.isSafeInteger(last) && last >= 0 ? last : (asked ?? null);
}

/** Tells pages what changed, while it changes. */
export class Live {
  readonly #store: Store;
  readonly #changes = new EventEmitter().setMaxListeners(0);
  readonly #streams = new Set<Stream>();

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

  /** The entries of one case from number `after` on, as they come. */
  async ofCase(request: Request, response: Response, id: CaseId, after: number): Promise<void> {
    let last = after;
    await this.#run(request, response, id, async (stream) => {
      const entries = await this.#store.cases.timeline(id, last, PAGE);
      for (const entry of entries) {
        await stream.send('entry', viewOfEntry(entry), entry.n);
        last = entry.n;
      }
      return entries.length > 0;
    });
  }

  /** Every case that changed at `since` (Unix milliseconds) or later, and then each that changes. */
  async ofList(request: Request, response: Response, since: number): Promise<void> {
    let from = since;
    let sent = new Map<CaseId, number>();
    await this.#run(request, response, null, async (stream) => {
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

  /** Runs `look` at each change (of the case `id`, or of any), and again at once where it returns true. */
  async #run(
    request: Request,
    response: Response,
    id: CaseId | null,
    look: (stream: Stream) => Promise<boolean>,
  ): Promise<void> {
    if (this.#streams.size >= MOST_STREAMS)
      throw new Problem(503, 'busy', 'too many pages are open', 'close some, or try again later');
    const stream = new Stream(request, response);
    const onChange = (changed: StoredCase): void => {
      if (id === null || changed.id === id) stream.wake();
    };
    this.#streams.add(stream);
    this.#changes.on('change', onChange);
    let spoken = performance.now();
    try {
      while (stream.isOpen) {
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
    } finally {
      this.#changes.off('change', onChange);
      this.#streams.delete(stream);
      stream.close();
    }
  }
}
