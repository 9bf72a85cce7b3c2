import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { ToGateway } from '../protocol.ts';
import { forgetFile, keepInFile, readKeptFile } from './kept-file.ts';

/** How a job ended, as the server is told until it says that it knows. */
export type Outcome = Extract<ToGateway, { kind: 'finished' | 'refused' | 'aborted' }>;

const Entry = z.discriminatedUnion('state', [
  z.strictObject({ state: z.literal('begun'), at: z.number() }),
  z.strictObject({ state: z.literal('ended'), at: z.number(), outcome: ToGateway }),
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

  /**
   * Opens the book of the last start: what was running then was broken off, and so was what cannot be understood.
   * @throws where the folder cannot be read.
   */
  constructor(folder: string, now: number) {
    this.#folder = join(folder, 'jobs');
    for (const [job, entry] of this.#read()) {
      if (entry === null || entry.state === 'begun')
        this.#entries.set(job, {
          state: 'ended',
          at: now,
          outcome: { kind: 'aborted', job, code: 'restarted' },
        });
      else this.#entries.set(job, entry);
    }
    this.#forgetOld(now);
  }

  stateOf(job: string): Entry['state'] | null {
    return this.#entries.get(job)?.state ?? null;
  }

  /** How it ended; null where the server knows already, or it has not ended. */
  outcomeOf(job: string): Outcome | null {
    const entry = this.#entries.get(job);
    return entry?.state === 'ended' && isOutcome(entry.outcome) ? entry.outcome : null;
  }

  /** What the server does not know yet. */
  outcomes(): Outcome[] {
    return [...this.#entries.keys()].flatMap((job) => this.outcomeOf(job) ?? []);
  }

  /** @throws where that cannot be noted; then the job may not begin. */
  begin(job: string, now: number): void {
    this.#forgetOld(now);
    const entry = { state: 'begun', at: now } as const;
    keepInFile(this.#fileOf(job), entry);
    this.#entries.set(job, entry);
  }

  /** @throws where that is noted for as long as this program runs, and no longer. */
  end(outcome: Outcome, now: number): void {
    this.#keep(outcome.job, { state: 'ended', at: now, outcome });
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
