import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Measures } from '../../src/checks/here.ts';
import type { Findings } from '../../src/checks/measure.ts';
import type { SweepEvent } from '../../src/checks/sweep.ts';
import type { PlannedCheck } from '../../src/diagnosis/plan.ts';

/** Sweeps of the laboratory as `npm run lab -- record` prints them: of a network in which nothing is wrong, and with one host dropped. */
export const RECORDINGS = ['healthy', 'host-dropped'] as const;
export type Recording = (typeof RECORDINGS)[number];

/** What a recording holds. */
export function findingsOf(recording: Recording): Findings {
  const file = join(import.meta.dirname, 'recordings', `${recording}.json`);
  return JSON.parse(readFileSync(file, 'utf8')) as Findings;
}

/** A recording answers only for what it was asked when it was made. */
function mustHold({ results }: Findings, checks: readonly PlannedCheck[]): void {
  const recorded = new Set(results.map(({ kind, target }) => `${kind} ${target}`));
  const missing = checks.filter(
    ({ kind, target }) => kind !== 'logs' && !recorded.has(`${kind} ${target}`),
  );
  if (checks.length === 0 || missing.length > 0)
    throw new Error(`not in the recording: ${missing.map(({ target }) => target).join(', ')}`);
}

/** The clock is the machine's, whichever server it is compared with. */
function withClocks(findings: Findings, checks: readonly PlannedCheck[]): Findings {
  const clock = findings.results.find(({ kind }) => kind === 'clock');
  const others = findings.results.filter(({ kind }) => kind !== 'clock');
  const asked = checks.filter(({ kind }) => kind === 'clock');
  const clocks = clock ? asked.map(({ target }) => ({ ...clock, target })) : [];
  return { ...findings, results: [...others, ...clocks] };
}

type OnEvent = (event: SweepEvent) => void | Promise<void>;

interface Hold {
  readonly after: number;
  readonly released: Promise<unknown>;
  readonly release: (value: undefined) => void;
}

/** Measures nothing: plays a recording, one check after the other. What it plays can be changed, and be held up. */
export class Player implements Measures {
  readonly place = 'laboratory';
  recording: Recording;
  #hold: Hold | null = null;

  constructor(recording: Recording = 'healthy') {
    this.recording = recording;
  }

  /** Holds each sweep up behind so many checks, until it is released or the returned function is called. */
  holdAfter(checks: number): () => void {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#hold = { after: checks, released: promise, release: resolve };
    return () => {
      this.release();
    };
  }

  /** Holds nothing up any more. */
  release(): void {
    const hold = this.#hold;
    this.#hold = null;
    hold?.release(undefined);
  }

  readonly run: Measures['run'] = async (checks, _targets, onEvent, signal) => {
    const findings = findingsOf(this.recording);
    mustHold(findings, checks);
    return this.#play(findings, onEvent, signal);
  };

  /** The same of exactly these checks, as a companion answers. */
  async answer(
    checks: readonly PlannedCheck[],
    onEvent: OnEvent,
    signal: AbortSignal,
  ): Promise<Findings> {
    const findings = withClocks(findingsOf(this.recording), checks);
    mustHold(findings, checks);
    const planned = new Set(checks.map(({ kind, target }) => `${kind} ${target}`));
    const results = findings.results.filter(({ kind, target }) => planned.has(`${kind} ${target}`));
    return this.#play({ ...findings, results }, onEvent, signal);
  }

  /** A sweep that is held up ends early when `signal` aborts. */
  async #play(findings: Findings, onEvent: OnEvent, signal: AbortSignal): Promise<Findings> {
    const aborted = new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    for (const [at, result] of findings.results.entries()) {
      if (this.#hold?.after === at) await Promise.race([this.#hold.released, aborted]);
      const check = { kind: result.kind, target: result.target };
      await onEvent({ kind: 'started', check });
      await onEvent({ kind: 'ended', check, result });
    }
    await onEvent({ kind: 'done', lagMs: findings.lagMs });
    return findings;
  }
}
