import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CONSENTS, ToGateway, type Consent } from '../protocol.ts';
import { forgetFile, keepInFile, readKeptFile } from './kept-file.ts';

/** How a job ended, as the server is told until it says that it knows. */
export type Outcome = Extract<ToGateway, { kind: 'finished' | 'refused' | 'aborted' }>;

/** What the server may not know of a job. */
export interface News {
  /** Who let it begin; null where it never began. */
  readonly consent: Consent | null;
  readonly outcome: Outcome;
}

const Consented = z.enum(CONSENTS);

const Entry = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('begun'), at: z.number(), consent: Consented }),
  z.strictObject({
    state: z.literal('ended'),
    at: z.number(),
    consent: Consented.nullable(),
    outcome: ToGateway,
  }),
  z.strictObject({ state: z.literal('settled'), at: z.number() }),
]);
type Entry = z.output<typeof Entry>;

/** A job that the server knows to have ended is remembered so long, so that it is not run again; milliseconds. */
const REMEMBERED_MS = 24 * 60 * 60_000;
/** Outcomes that the server does not know yet; a machine with so many takes no more jobs. */
export const MOST_UNTOLD = 32;
const FILE = /^([\da-f-]{36})\.json$/;

function isOutcome(message: ToGateway): message is Outcome {
  return message.kind === 'finished' || message.kind === 'refused' || message.kind === 'aborted';
}

/**
 * What this machine has done of the jobs that it was given, on disk: a job that has begun never begins again, and how it
 * ended is kept until the server knows.
 */
export class JobBook {
  readonly #folder: string;
  readonly #entries = new Map<string, Entry>();
  /** The jobs that were running when the last start ended. */
  readonly brokenOff: readonly string[];

  /**
   * Opens the book of the last start: what was running then was broken off, and so was what cannot be understood.
   * @throws where the folder cannot be read.
   */
  constructor(folder: string, now: number) {
    this.#folder = join(folder, 'jobs');
    const brokenOff: string[] = [];
    for (const [job, entry] of this.#read()) {
      if (entry === null || entry.state === 'begun') {
        brokenOff.push(job);
        this.#entries.set(job, {
          state: 'ended',
          at: now,
          consent: entry?.consent ?? null,
          outcome: { kind: 'aborted', job, code: 'restarted' },
        });
      } else this.#entries.set(job, entry);
    }
    this.brokenOff = brokenOff;
    this.#forgetOld(now);
  }

  stateOf(job: string): Entry['state'] | null {
    return this.#entries.get(job)?.state ?? null;
  }

  /** How it ended; null where the server knows already, or it has not ended. */
  newsOf(job: string): News | null {
    const entry = this.#entries.get(job);
    if (entry?.state !== 'ended' || !isOutcome(entry.outcome)) return null;
    const { consent, outcome } = entry;
    return { consent, outcome };
  }

  /** What the server does not know yet. */
  news(): News[] {
    return [...this.#entries.keys()].flatMap((job) => this.newsOf(job) ?? []);
  }

  /** Who let it begin, while it runs. */
  consentOf(job: string): Consent | null {
    const entry = this.#entries.get(job);
    return entry?.state === 'begun' || entry?.state === 'ended' ? entry.consent : null;
  }

  /** @throws where that cannot be noted; then the job may not begin. */
  begin(job: string, consent: Consent, now: number): void {
    this.#forgetOld(now);
    const entry = { state: 'begun', at: now, consent } as const;
    keepInFile(this.#fileOf(job), entry);
    this.#entries.set(job, entry);
  }

  /** @throws where that is noted for as long as this program runs, and no longer. */
  end(outcome: Outcome, now: number): void {
    const { job } = outcome;
    this.#keep(job, { state: 'ended', at: now, consent: this.consentOf(job), outcome });
  }

  /** The server knows how it ended. Throws as `end` does. */
  settle(job: string, now: number): void {
    if (this.stateOf(job) === 'ended') this.#keep(job, { state: 'settled', at: now });
  }

  #forgetOld(now: number): void {
    for (const [job, { state, at }] of this.#entries) {
      if (state !== 'settled' || Math.abs(now - at) <= REMEMBERED_MS) continue;
      this.#entries.delete(job);
      forgetFile(this.#fileOf(job));
    }
  }

  #fileOf(job: string): string {
    return join(this.#folder, `${job}.json`);
  }

  #keep(job: string, entry: Entry): void {
    this.#entries.set(job, entry);
    keepInFile(this.#fileOf(job), entry);
  }

  /** The jobs of the folder; null for one whose file cannot be understood. */
  #read(): [string, Entry | null][] {
    if (!existsSync(this.#folder)) return [];
    return readdirSync(this.#folder).flatMap((name) => {
      const [, job] = FILE.exec(name) ?? [];
      if (job === undefined) return [];
      const entry = readKeptFile(join(this.#folder, name), Entry);
      return [[job, entry] as [string, Entry | null]];
    });
  }
}
