import type { Knowledge } from '../knowledge/knowledge.ts';
import { takeOutcome, type Turn } from '../knowledge/runbook.ts';
import type { Runbook } from '../knowledge/schema.ts';
import type { Example } from '../knowledge/example-schema.ts';
import { diagnose, type Diagnosis } from './diagnose.ts';
import { reportOf } from './report.ts';

/** An example that does not hold, and what came instead. */
export interface FailedExample {
  readonly id: string;
  readonly differences: readonly string[];
}

/** What the examples of a pack show about it. */
export interface ExampleResults {
  readonly passed: number;
  readonly failed: readonly FailedExample[];
  /** Errors, causes, outcomes of runbooks and patterns of escalation that no example reaches. */
  readonly unreached: readonly string[];
}

interface Walked {
  readonly owner: string | null;
  /** What was passed on the way, such as "runbook network/endpoints/reachable". */
  readonly passed: readonly string[];
  readonly problem: string | null;
}

/** Walks a runbook by the outcomes that an example chose; after the ticket, the last one may be the answer to it. */
function walk(runbook: Runbook, choices: readonly string[], { pack }: Knowledge): Walked {
  const { escalation } = pack;
  let at: number | null = 0;
  let owner: string | null = null;
  let escalated = false;
  const passed: string[] = [];
  for (const choice of choices) {
    if (escalated) {
      const pattern = escalation.patterns.find(({ id }) => id === choice);
      if (!pattern) return { owner, passed, problem: `no pattern "${choice}"` };
      passed.push(`pattern ${choice}`);
      owner = pattern.owner;
      continue;
    }
    const step = at === null ? undefined : runbook.steps[at];
    const turn: Turn | null = at === null ? null : takeOutcome(runbook, at, choice);
    if (!turn || !step) return { owner, passed, problem: `no outcome "${choice}" here` };
    passed.push(`outcome ${runbook.id}/${step.id}/${choice}`);
    if (turn.kind === 'escalate') {
      owner = escalation.owner;
      escalated = true;
    } else {
      at = turn.step;
      owner = turn.kind === 'advise' ? turn.outcome.owner : null;
    }
  }
  return { owner, passed, problem: null };
}

function differ(what: string, wanted: unknown, got: unknown): string[] {
  const [a, b] = [JSON.stringify(wanted), JSON.stringify(got)];
  return wanted === undefined || a === b ? [] : [`${what}: wanted ${a}, got ${b}`];
}

function differencesOf(
  example: Example,
  diagnosis: Diagnosis,
  walked: Walked | null,
  now: number,
): string[] {
  const { expect } = example;
  const report = reportOf(diagnosis, now);
  const everything = JSON.stringify(report);
  return [
    ...differ('status', expect.status, report.status),
    ...differ(
      'codes',
      expect.codes,
      report.errors.map(({ code }) => code),
    ),
    ...differ('cause', expect.cause, report.cause),
    ...differ('asks', expect.asks, report.asks),
    ...differ('language', expect.language, report.language),
    ...differ('lookalike', expect.lookalike, diagnosis.lookalikes[0]?.id),
    ...(expect.absent ?? [])
      .filter((absent) => everything.includes(absent))
      .map((absent) => `"${absent}" must not stand in the answer`),
    ...(walked?.problem ? [`walk: ${walked.problem}`] : []),
    ...differ('ends with', example.ends?.owner, walked?.owner),
  ];
}

/** Everything of the pack that an example can reach. */
function reachable({ pack }: Knowledge): string[] {
  return [
    ...pack.errors.map(({ code }) => `error ${code}`),
    ...pack.causes.map(({ id }) => `cause ${id}`),
    ...pack.runbooks.flatMap((runbook) =>
      runbook.steps.flatMap((step) =>
        step.outcomes.map(({ id }) => `outcome ${runbook.id}/${step.id}/${id}`),
      ),
    ),
    ...pack.escalation.patterns.map(({ id }) => `pattern ${id}`),
    ...pack.lookalikes.map(({ id }) => `lookalike ${id}`),
  ];
}

function reachedBy({ errors, success, cause, lookalikes, status }: Diagnosis): string[] {
  return [
    ...errors.slice(0, 1).map(({ error }) => `error ${error.code}`),
    ...(success
      ? [`error ${success.code}`, ...success.causes.map((each) => `cause ${each.cause}`)]
      : []),
    ...(cause ? [`cause ${cause.id}`] : []),
    ...(status === 'out-of-scope' ? lookalikes.slice(0, 1).map(({ id }) => `lookalike ${id}`) : []),
  ];
}

/** Diagnoses every example at the time `now` (Unix milliseconds). Only what passed counts as reached. */
export function runExamples(
  examples: readonly Example[],
  knowledge: Knowledge,
  now: number,
): ExampleResults {
  const failed: FailedExample[] = [];
  const reached = new Set<string>();
  for (const example of examples) {
    const diagnosis = diagnose(example.text, knowledge, { now, answered: example.answered });
    const { runbook } = diagnosis;
    const walked = example.walk && runbook ? walk(runbook, example.walk, knowledge) : null;
    const differences = [
      ...differencesOf(example, diagnosis, walked, now),
      ...(example.walk && !runbook ? ['walk: this diagnosis has no runbook'] : []),
    ];
    if (differences.length > 0) failed.push({ id: example.id, differences });
    else for (const each of [...reachedBy(diagnosis), ...(walked?.passed ?? [])]) reached.add(each);
  }
  return {
    passed: examples.length - failed.length,
    failed,
    unreached: reachable(knowledge).filter((each) => !reached.has(each)),
  };
}
