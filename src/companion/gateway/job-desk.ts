import type { CheckResult } from '../../checks/result.ts';
import type { SweepEvent } from '../../checks/sweep.ts';
import type { CaseId } from '../../store/case-record.ts';
import type { DeviceId } from '../../store/devices.ts';
import { RUN_LIMIT_MS, type JobEnd } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import type { StoredSweep, SweepId } from '../../store/sweeps.ts';
import type { ToGateway } from '../protocol.ts';
import type { Keys } from '../signing.ts';
import type { Connection } from './connection.ts';
import { jobMessage } from './job-message.ts';
import { plainResult } from './plain-result.ts';

/** What is told of a job while it is under way; `withdrawn`: nobody wants it any more. */
export type JobEvent =
  | { readonly kind: 'asking' | 'begun' | 'withdrawn' }
  | Extract<SweepEvent, { readonly kind: 'ended' }>;

export interface JobDeskParts {
  readonly store: Pick<Store, 'jobs'>;
  readonly keys: Keys;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** The connection of a device to this process; null where it has none. */
  readonly connectionOf: (device: DeviceId) => Connection | null;
  readonly onEvent: (job: StoredSweep, event: JobEvent) => void;
  /** Told after a job has ended and that is saved. */
  readonly onEnd: (job: StoredSweep, status: StoredSweep['status']) => void;
  readonly onError: (error: unknown) => void;
}

/** What a companion says about a job. */
export type JobMessage = Exclude<Extract<ToGateway, { readonly job: string }>, { kind: 'log' }>;

/** Other processes save jobs too, and end them; so often we look. */
const LOOK_MS = 2000;
/** A job that took long to save, or came from a process whose clock is behind, may turn up among those that were seen. */
const LATE_MS = 60_000;
const MOST_AT_ONCE = 500;
/** Jobs that a device has been sent and has not ended. */
const MOST_OF_ONE = 4;

/** A job that was sent. */
interface Flight {
  readonly job: StoredSweep;
  readonly connection: Connection;
  /** The checks of its plan that have not been told as ended. */
  readonly open: Set<string>;
  /** How it ended is being saved. */
  isEnding: boolean;
}

function keyOf({ kind, target }: { readonly kind: string; readonly target: string }): string {
  return `${kind} ${target}`;
}

/** Whether these are results of that plan: one of each check, and nothing else. */
function answers({ checks }: StoredSweep, results: readonly CheckResult[]): boolean {
  const planned = new Set(checks.map(keyOf));
  const answered = new Set(results.map(keyOf));
  return (
    results.length === planned.size &&
    answered.size === planned.size &&
    [...answered].every((key) => planned.has(key))
  );
}

/** Sends jobs to the devices that they are asked of, and takes what comes back. */
export class JobDesk {
  readonly #parts: JobDeskParts;
  readonly #flights = new Map<SweepId, Flight>();
  /** Cases that were changed since the last look. */
  readonly #changed = new Set<CaseId>();
  #isRoundDue = true;
  #looking: Promise<void> | null = null;
  /** Settles when what was extended so far is saved. */
  #extending: Promise<unknown> = Promise.resolve();
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(parts: JobDeskParts) {
    this.#parts = parts;
  }

  /** Jobs that devices have been sent and that have not ended. */
  get underWay(): number {
    return this.#flights.size;
  }

  start(): void {
    this.#timer = setInterval(() => {
      this.#isRoundDue = true;
      this.#wake();
    }, LOOK_MS);
    this.#timer.unref();
  }

  /** That case may have asked for a job, and may want one no more. */
  changed(caseId: CaseId): void {
    this.#changed.add(caseId);
    this.#wake();
  }

  #wake(): void {
    if (this.#isStopped) return;
    this.#looking ??= this.#look()
      .catch(this.#parts.onError)
      .finally(() => (this.#looking = null));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#timer) clearInterval(this.#timer);
    await Promise.all([this.#looking, this.#extending]);
  }

  /** Sends a device that has come what waits for it. */
  async meet(connection: Connection): Promise<void> {
    const { proven } = connection;
    if (!proven) return;
    connection.hasMore = false;
    const jobs = await this.#parts.store.jobs.openOf(proven.id, MOST_OF_ONE);
    if (jobs.length === MOST_OF_ONE) connection.hasMore = true;
    for (const job of jobs) this.#send(job, connection);
  }

  /** Forgets a connection; its jobs are sent again when the device is back. */
  leave(connection: Connection): void {
    if (connection.jobs === 0) return;
    for (const [id, flight] of this.#flights) if (flight.connection === connection) this.#land(id);
  }

  /** Ends every job of a device that may not be asked any more. */
  async end(device: DeviceId, reason: string): Promise<void> {
    for (const job of await this.#parts.store.jobs.openOf(device, MOST_AT_ONCE))
      await this.#ended(job, { status: 'aborted', reason });
  }

  /** The job of that id, if it is that device's. */
  async jobOf(id: string, { proven }: Connection): Promise<StoredSweep | null> {
    const job = this.#flights.get(id as SweepId)?.job ?? (await this.#parts.store.jobs.find(id));
    return job && job.device === proven?.id ? job : null;
  }

  async take(message: JobMessage, connection: Connection): Promise<void> {
    const job = await this.jobOf(message.job, connection);
    if (!job) {
      connection.untaken('unknown-job', message.job);
      return;
    }
    const isUnderWay = message.kind === 'asking' || message.kind === 'begun';
    // It ended while the device was away, and could not be told.
    if (isUnderWay && job.endedAt !== null) {
      if (message.kind === 'begun')
        await this.#parts.store.jobs.begin(job, message.consent, this.#parts.now());
      connection.send({ kind: 'withdrawn', job: job.id });
      return;
    }
    switch (message.kind) {
      case 'asking':
        this.#extend(job);
        this.#parts.onEvent(job, { kind: 'asking' });
        return;
      case 'begun':
        if (await this.#parts.store.jobs.begin(job, message.consent, this.#parts.now()))
          this.#parts.onEvent(job, { kind: 'begun' });
        return;
      case 'ended':
        this.#progress(job, message.result, connection);
        return;
      case 'finished':
        await this.#finished(job, message, connection);
        return;
      case 'refused':
      case 'aborted':
        await this.#ended(job, { status: message.kind, reason: message.code });
        await this.#acknowledge(job, connection);
    }
  }

  /** Only now may the device forget the job, and have another one. */
  async #acknowledge({ id }: StoredSweep, connection: Connection): Promise<void> {
    connection.send({ kind: 'taken', job: id });
    await this.#sendNext(connection);
  }

  async #sendNext(connection: Connection): Promise<void> {
    if (connection.isOpen && connection.hasMore) await this.meet(connection);
  }

  /**
   * Cut off while its user answers, a device has time to come back with what was found. Nothing is answered to that, so
   * what it says next does not wait for the disk.
   */
  #extend({ id, at }: StoredSweep): void {
    const { store, onError } = this.#parts;
    const extended = store.jobs.extend(id, at + RUN_LIMIT_MS).catch(onError);
    this.#extending = Promise.all([this.#extending, extended]);
  }

  #progress(job: StoredSweep, result: CheckResult, connection: Connection): void {
    const flight = this.#flights.get(job.id);
    // Told again after a break in the connection, or too late, it says nothing new.
    if (!flight) return;
    if (!flight.open.delete(keyOf(result))) {
      connection.untaken('other-plan', job.id);
      return;
    }
    const check = { kind: result.kind, target: result.target };
    this.#parts.onEvent(job, { kind: 'ended', check, result: plainResult(result) });
  }

  async #finished(
    job: StoredSweep,
    { results, lagMs }: Extract<JobMessage, { kind: 'finished' }>,
    connection: Connection,
  ): Promise<void> {
    if (!job.brief || !answers(job, results)) {
      connection.untaken('other-plan', job.id);
      await this.#ended(job, { status: 'aborted', reason: 'failed' });
      await this.#sendNext(connection);
      return;
    }
    const { control, endpoints } = job.brief;
    const findings = { results: results.map(plainResult), lagMs, control, endpoints };
    await this.#ended(job, { status: 'finished', findings });
    await this.#acknowledge(job, connection);
  }

  async #ended(job: StoredSweep, end: JobEnd): Promise<void> {
    const { store, now, onEnd } = this.#parts;
    const flight = this.#flights.get(job.id);
    if (flight) flight.isEnding = true;
    const isNew = await store.jobs.end(job, end, now());
    this.#land(job.id);
    if (isNew) onEnd(job, end.status);
  }

  async #look(): Promise<void> {
    while ((this.#isRoundDue || this.#changed.size > 0) && !this.#isStopped) {
      const cases = [...this.#changed].slice(0, MOST_AT_ONCE);
      for (const id of cases) this.#changed.delete(id);
      if (cases.length > 0) await this.#lookInto(cases);
      if (!this.#isRoundDue) continue;
      this.#isRoundDue = false;
      await this.#withdrawEnded();
      await this.#sendAsked();
    }
  }

  /** Sends what these cases want, and withdraws what they want no more. */
  async #lookInto(cases: readonly CaseId[]): Promise<void> {
    const theirs = new Set(cases);
    // Those that are sent while the database answers are not among what it answers.
    const sent = [...this.#flights.values()].filter(({ job }) => theirs.has(job.caseId));
    const open = await this.#parts.store.jobs.openIn(cases);
    const wanted = new Set(open.map(({ id }) => id));
    for (const { job } of sent) if (!wanted.has(job.id)) await this.#withdraw(job.id);
    this.#sendToEach(open);
  }

  #sendToEach(jobs: readonly StoredSweep[]): void {
    for (const job of jobs) {
      const connection = job.device && this.#parts.connectionOf(job.device);
      if (connection) this.#send(job, connection);
    }
  }

  async #sendAsked(): Promise<void> {
    const { store, now } = this.#parts;
    let since = now() - LATE_MS;
    for (;;) {
      const asked = await store.jobs.askedSince(since, MOST_AT_ONCE);
      this.#sendToEach(asked);
      const newest = asked.at(-1)?.at ?? since;
      if (asked.length < MOST_AT_ONCE || newest <= since) return;
      since = newest;
    }
  }

  /** Tells devices of jobs that ended elsewhere. */
  async #withdrawEnded(): Promise<void> {
    const ids = [...this.#flights.keys()].slice(0, MOST_AT_ONCE);
    if (this.#flights.size > MOST_AT_ONCE) this.#putLast(ids);
    for (const id of await this.#parts.store.jobs.endedOf(ids)) await this.#withdraw(id);
  }

  async #withdraw(id: SweepId): Promise<void> {
    if (this.#flights.get(id)?.isEnding !== false) return;
    const job = await this.#takeBack(id);
    if (job) this.#parts.onEvent(job, { kind: 'withdrawn' });
  }

  /** Where there are more than are looked at together, the next look is at the next ones. */
  #putLast(ids: readonly SweepId[]): void {
    for (const id of ids) {
      const flight = this.#flights.get(id);
      if (!flight) continue;
      this.#flights.delete(id);
      this.#flights.set(id, flight);
    }
  }

  /** Tells a device that nobody wants a job any more, and gives it the next one. */
  async #takeBack(id: SweepId): Promise<StoredSweep | null> {
    const flight = this.#land(id);
    if (!flight) return null;
    flight.connection.send({ kind: 'withdrawn', job: id });
    await this.#sendNext(flight.connection);
    return flight.job;
  }

  #land(id: SweepId): Flight | null {
    const flight = this.#flights.get(id);
    if (!flight) return null;
    this.#flights.delete(id);
    flight.connection.jobs--;
    return flight;
  }

  #send(job: StoredSweep, connection: Connection): void {
    const { keys, now } = this.#parts;
    const { proven } = connection;
    if (!proven || this.#flights.get(job.id)?.connection === connection) return;
    // The next one is sent when one of these has ended.
    if (connection.jobs >= MOST_OF_ONE) {
      connection.hasMore = true;
      return;
    }
    const message = jobMessage(job, proven, keys, now());
    if (!message) return;
    this.#land(job.id);
    const open = new Set(job.checks.map(keyOf));
    this.#flights.set(job.id, { job, connection, open, isEnding: false });
    connection.jobs++;
    connection.send(message);
  }
}
