import { join } from 'node:path';
import { z } from 'zod';
import type { Consent } from '../protocol.ts';
import { hostsTouched, type AllowedJob } from './inspect-job.ts';
import { keepInFile, readKeptFile } from './kept-file.ts';

const Kept = z.array(
  z.strictObject({ case: z.uuid(), at: z.number(), hosts: z.array(z.string()).max(400) }),
);

const MOST_CASES = 50;
/** What a person agreed to holds so long for the same case; milliseconds. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** Asks the person in front of the machine; false for no. Ends when `signal` aborts. */
export type AskPerson = (allowed: AllowedJob, signal: AbortSignal) => Promise<boolean>;

/** Whether a sweep may begin: nothing is measured that nobody has agreed to. */
export class Consents {
  readonly #file: string;
  /** The machine is set to run sweeps without asking; a setting of its owner, never of the server. */
  readonly #isUnattended: boolean;
  readonly #ask: AskPerson;
  readonly #now: () => number;

  constructor(folder: string, isUnattended: boolean, ask: AskPerson, now: () => number) {
    this.#file = join(folder, 'consents.json');
    this.#isUnattended = isUnattended;
    this.#ask = ask;
    this.#now = now;
  }

  /** Who let it begin; null where a person said no. */
  async decide(allowed: AllowedJob, signal: AbortSignal): Promise<Consent | null> {
    if (this.#isUnattended) return 'setting';
    if (this.#isRemembered(allowed)) return 'remembered';
    if (!(await this.#ask(allowed, signal))) return null;
    this.#remember(allowed);
    return 'person';
  }

  #kept(): z.output<typeof Kept> {
    return readKeptFile(this.#file, Kept) ?? [];
  }

  /** Agreed to for this case, and for every server that is measured now. */
  #isRemembered(allowed: AllowedJob): boolean {
    const { job } = allowed;
    const kept = this.#kept().find((each) => each.case === job.case);
    if (!kept || Math.abs(this.#now() - kept.at) > REMEMBERED_MS) return false;
    const agreed = new Set(kept.hosts);
    return hostsTouched(allowed).every((host) => agreed.has(host));
  }

  #remember(allowed: AllowedJob): void {
    const { job } = allowed;
    const others = this.#kept().filter((each) => each.case !== job.case);
    const kept = { case: job.case, at: this.#now(), hosts: hostsTouched(allowed) };
    keepInFile(this.#file, [...others, kept].slice(-MOST_CASES));
  }
}
