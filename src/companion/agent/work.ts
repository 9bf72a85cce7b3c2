import { measure, type Findings } from '../../checks/measure.ts';
import { asLine } from '../../checks/line.ts';
import type { Surroundings } from '../../checks/prepare.ts';
import type { SweepEvent } from '../../checks/sweep.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { Consent, JobAbort, JobRefusal, ToGateway } from '../protocol.ts';
import type { AuditLog, LoggedAct } from './audit-log.ts';
import type { Consents } from './consent.ts';
import { fitting } from './fitting.ts';
import { idOfPayload, inspectJob, type AllowedJob } from './inspect-job.ts';
import { MOST_UNTOLD, type JobBook, type News, type Outcome } from './job-book.ts';
import type { LogOffer } from './log-offer.ts';
import type { Welcome } from './session.ts';

/** What the person in front of the machine sees of the work. */
export interface Onlooker {
  readonly begun: (allowed: AllowedJob, consent: Consent) => void;
  readonly checked: (event: SweepEvent) => void;
  readonly finished: (allowed: AllowedJob, findings: Findings) => void;
  /** The server has the results of a job. */
  readonly delivered: () => void;
  readonly refused: (code: JobRefusal, about: string | null) => void;
  /** `why`: what broke on this machine, where that is known. */
  readonly aborted: (code: JobAbort, why: string | null) => void;
}

export interface WorkParts {
  readonly packs: Packs;
  readonly book: JobBook;
  readonly consents: Consents;
  readonly log: AuditLog;
  /** Offers the SDK's logs, where the server wants them; null where nobody can be shown them. */
  readonly logs: LogOffer | null;
  readonly onlooker: Onlooker;
  readonly surroundings?: Surroundings;
  /** Makes a sweep; `measure`, where nothing else is said. */
  readonly run?: typeof measure;
  /** Unix milliseconds, by this machine's own clock. */
  readonly now: () => number;
}

/** Jobs that wait for the one that runs; beyond, the machine is busy. */
const MOST_WAITING = 5;

const LONGEST_ERROR = 200;

/** Refusals of what no person was asked about that are told here in ten minutes: a server must not fill screen and log. */
const MOST_TOLD = 20;
const TOLD_MS = 10 * 60_000;

/** How the server is spoken to now; null while it cannot be. */
interface Line {
  readonly welcome: Welcome;
  readonly say: (message: ToGateway) => void;
}

interface Waiting {
  readonly allowed: AllowedJob;
  readonly ending: AbortController;
  isAsking: boolean;
}

interface Measured {
  readonly outcome: Outcome;
  /** What it found, to be judged here too; null where it was broken off. */
  readonly findings: Findings | null;
  /** What broke on this machine, where that is known. */
  readonly why: string | null;
}

/** Runs the jobs of this machine, one after the other, whether or not the server can be reached meanwhile. */
export class Work {
  readonly #parts: WorkParts;
  readonly #jobs = new Map<string, Waiting>();
  #line: Line | null = null;
  #last: Promise<void> = Promise.resolve();
  #isStopping = false;
  #told = 0;
  #toldFrom = performance.now();

  constructor(parts: WorkParts) {
    this.#parts = parts;
    for (const job of parts.book.brokenOff) {
      parts.onlooker.aborted('restarted', null);
      this.#tryNote('aborted', null, 'restarted', job);
    }
  }

  /** The server can be spoken to again: it is told what it may have missed. */
  resume(welcome: Welcome, say: Line['say']): void {
    const { book } = this.#parts;
    this.#line = { welcome, say };
    for (const news of book.news()) this.#tell(news);
    for (const [job, { isAsking }] of this.#jobs) {
      const consent = book.stateOf(job) === 'begun' ? book.consentOf(job) : null;
      if (isAsking) say({ kind: 'asking', job });
      else if (consent !== null) say({ kind: 'begun', job, consent });
    }
    this.#parts.logs?.resume(say);
  }

  pause(): void {
    this.#line = null;
  }

  /** A job has come; it is refused, or waits for its turn. */
  take(payload: string, signature: string): void {
    const { book, packs, surroundings } = this.#parts;
    const id = idOfPayload(payload);
    if (!this.#line) return;
    if (id === null) {
      this.#say({ kind: 'unclear', code: 'bad-message' });
      return;
    }
    if (this.#jobs.has(id)) return;
    if (book.stateOf(id) !== null) {
      const news = book.newsOf(id);
      if (news) this.#tell(news);
      return;
    }
    if (this.#jobs.size > MOST_WAITING || book.news().length >= MOST_UNTOLD) {
      this.#refuse(id, 'busy', null);
      return;
    }
    const { serverKey, device, nonce, serverTime } = this.#line.welcome;
    const inspected = inspectJob(payload, signature, {
      serverKey,
      device,
      nonce,
      serverTime: serverTime(),
      packs,
      ...(surroundings ? { surroundings } : {}),
    });
    if (inspected.kind === 'refused') {
      this.#refuse(id, inspected.code, inspected.about);
      return;
    }
    const waiting = {
      allowed: inspected.allowed,
      ending: new AbortController(),
      isAsking: false,
    };
    this.#jobs.set(id, waiting);
    this.#tryNote('asked', waiting.allowed, '');
    const leftMs = inspected.allowed.job.expiresAt - serverTime();
    this.#last = this.#last
      .then(() => this.#run(waiting, performance.now() + leftMs))
      .catch((error: unknown) => {
        this.#failed(waiting, error);
      })
      .finally(() => this.#jobs.delete(id));
  }

  /** Nobody wants the job any more. */
  withdraw(id: string): void {
    this.#jobs.get(id)?.ending.abort('withdrawn' satisfies JobAbort);
  }

  /** The server knows how the job ended. */
  delivered(id: string): void {
    if (this.#parts.book.newsOf(id)?.outcome.kind === 'finished') this.#parts.onlooker.delivered();
    this.settle(id);
  }

  /** The server wants to hear no more of the job. */
  settle(id: string): void {
    const { book, now } = this.#parts;
    // On a full disk, it is told once more after the next start.
    attempt(() => {
      book.settle(id, now());
    });
  }

  /** The server has a piece of a job's logs, and waits for the next one. */
  sendLogs(id: string, part: number): void {
    attempt(() => {
      this.#parts.logs?.send(id, part);
    });
  }

  /** What is kept of a job is of no use to the server, now or later. */
  giveUp(id: string): void {
    this.settle(id);
    attempt(() => {
      this.#parts.logs?.giveUp(id);
    });
  }

  /** Breaks off what runs, and says so to the server. */
  async stop(): Promise<void> {
    this.#isStopping = true;
    for (const { ending } of this.#jobs.values()) ending.abort('stopped' satisfies JobAbort);
    await this.#last;
  }

  async #run(waiting: Waiting, begunBy: number): Promise<void> {
    const { allowed, ending } = waiting;
    const { book, onlooker, now } = this.#parts;
    const { id } = allowed.job;
    // What was not begun when the program stops is sent again.
    if (this.#isStopping || performance.now() >= begunBy) return;
    if (ending.signal.aborted) {
      this.#tryNote('aborted', allowed, String(ending.signal.reason));
      return;
    }
    waiting.isAsking = true;
    this.#say({ kind: 'asking', job: id });
    const late = AbortSignal.timeout(Math.max(0, Math.round(begunBy - performance.now())));
    const consent = await this.#decide(allowed, ending.signal, late);
    waiting.isAsking = false;
    if (consent === 'ended') {
      this.#calledOff(allowed, ending.signal);
      return;
    }
    if (consent === null) {
      this.#refuse(id, late.aborted ? 'unanswered' : 'user', null, allowed);
      return;
    }
    this.#note('consented', allowed, consent);
    book.begin(id, consent, now());
    this.#say({ kind: 'begun', job: id, consent });
    onlooker.begun(allowed, consent);
    const { outcome, findings, why } = await this.#measure(allowed, ending.signal);
    this.#keep(outcome);
    this.#tryNote(outcome.kind, allowed, outcome.kind === 'aborted' ? outcome.code : '');
    this.#say(outcome);
    if (findings) onlooker.finished(allowed, findings);
    else if (outcome.kind === 'aborted') onlooker.aborted(outcome.code, why);
    if (allowed.job.logs && outcome.kind === 'finished') {
      const offered = (await this.#parts.logs?.make(allowed, ending.signal)) ?? 'nobody to ask';
      this.#tryNote(offered === 'agreed' ? 'logs-agreed' : 'logs-refused', allowed, offered);
    }
  }

  /** Nobody wants the answer any more. What was not begun when the program stops is sent again, and asked again. */
  #calledOff(allowed: AllowedJob, signal: AbortSignal): void {
    const reason = signal.reason as JobAbort;
    if (reason !== 'withdrawn') return;
    this.#parts.onlooker.aborted(reason, null);
    this.#tryNote('aborted', allowed, reason);
  }

  /** On disk before it is sent: whatever happens to either side, it is not lost. On a full disk it is sent at least. */
  #keep(outcome: Outcome): void {
    const { book, now } = this.#parts;
    attempt(() => {
      book.end(outcome, now());
    });
  }

  /** Something of our own broke: the server is told, and the next job has its turn. */
  #failed({ allowed }: Waiting, error: unknown): void {
    const outcome = { kind: 'aborted', job: allowed.job.id, code: 'failed' } as const;
    const state = this.#parts.book.stateOf(outcome.job);
    // Only the showing of it broke, or its logs could not be packed.
    if (state === 'ended' || state === 'settled') return;
    const why = asLine(String(error)).slice(0, LONGEST_ERROR);
    this.#parts.onlooker.aborted('failed', why);
    this.#keep(outcome);
    this.#tryNote('aborted', allowed, why);
    this.#say(outcome);
  }

  /** Null for no, or for no answer in time; "ended" where nobody wants one any more. */
  async #decide(
    allowed: AllowedJob,
    ending: AbortSignal,
    late: AbortSignal,
  ): Promise<Consent | 'ended' | null> {
    try {
      return await this.#parts.consents.decide(allowed, AbortSignal.any([ending, late]));
    } catch (error) {
      if (ending.aborted) return 'ended';
      if (late.aborted) return null;
      throw error;
    }
  }

  async #measure(allowed: AllowedJob, signal: AbortSignal): Promise<Measured> {
    const { onlooker, run = measure } = this.#parts;
    const { id } = allowed.job;
    const abort = (code: JobAbort, why: string | null = null): Measured => ({
      outcome: { kind: 'aborted', job: id, code },
      findings: null,
      why,
    });
    try {
      const prepared = allowed.prepare(signal);
      const { results, lagMs } = await run(prepared, (event) => {
        // What ends only because the sweep was ended says nothing to anybody.
        if (signal.aborted) return;
        onlooker.checked(event);
        if (event.kind === 'ended') this.#say({ kind: 'ended', job: id, result: event.result });
      });
      if (signal.aborted) return abort(signal.reason as JobAbort);
      const sent = fitting(results);
      if (!sent) return abort('failed', 'the results are too large to be sent');
      return {
        outcome: { kind: 'finished', job: id, lagMs, results: [...sent] },
        findings: allowed.findings(prepared, { results, lagMs }),
        why: null,
      };
    } catch (error) {
      return abort('failed', asLine(String(error)).slice(0, LONGEST_ERROR));
    }
  }

  #refuse(id: string, code: JobRefusal, about: string | null, allowed?: AllowedJob): void {
    const outcome: Outcome = { kind: 'refused', job: id, code, about };
    // What another connection may carry again is not settled by being refused here.
    if (allowed) this.#keep(outcome);
    if (allowed || this.#mayTell()) {
      this.#parts.onlooker.refused(code, about);
      this.#tryNote('refused', allowed ?? null, about === null ? code : `${code}: ${about}`, id);
    }
    this.#say(outcome);
  }

  #mayTell(): boolean {
    const now = performance.now();
    if (now - this.#toldFrom > TOLD_MS) {
      this.#told = 0;
      this.#toldFrom = now;
    }
    return ++this.#told <= MOST_TOLD;
  }

  /** Notes what is over already: it cannot be undone where the disk is full. */
  #tryNote(
    what: LoggedAct['what'],
    allowed: AllowedJob | null,
    detail: string,
    job = allowed?.job.id ?? null,
  ): void {
    attempt(() => {
      this.#note(what, allowed, detail, job);
    });
  }

  #note(
    what: LoggedAct['what'],
    allowed: AllowedJob | null,
    detail: string,
    job = allowed?.job.id ?? null,
  ): void {
    const { log, now } = this.#parts;
    const of = { job, case: allowed?.job.case ?? null, requester: allowed?.job.requester ?? null };
    log.add({ what, ...of, detail }, now());
  }

  /** Who let it begin is told again: a consent that was lost on the way would stand in no audit trail. */
  #tell({ consent, outcome }: News): void {
    if (consent !== null) this.#say({ kind: 'begun', job: outcome.job, consent });
    this.#say(outcome);
  }

  #say(message: ToGateway): void {
    this.#line?.say(message);
  }
}

/** Does what may fail where this machine's disk is full, or not ours to write. */
function attempt(work: () => void): void {
  try {
    work();
  } catch {
    // Whatever could not be kept, the next job that must be noted is not run, and says so.
  }
}
