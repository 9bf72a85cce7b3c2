import { wasMeasured, type CheckResult } from '../checks/result.ts';
import type { Found, Verdict } from '../checks/verdict/verdict.ts';
import { planStep, type Targets } from '../diagnosis/plan.ts';
import type { Runbook } from '../knowledge/schema.ts';
import type { Fault, Text } from '../knowledge/vocabulary.ts';
import { sayInBoth } from './findings.ts';

/** A result that speaks for something, with its sentence. */
export interface EvidenceLine {
  readonly kind: CheckResult['kind'];
  readonly target: string;
  readonly status: CheckResult['status'];
  readonly finding: string;
  readonly text: Text;
}

/** One fault, as other programs and people read it. */
export interface FaultReport {
  readonly cause: Fault;
  readonly title: Text;
  readonly owner: string;
  readonly advice: Text;
  readonly targets: readonly string[];
  readonly evidence: readonly EvidenceLine[];
  readonly stopsLogin: boolean;
}

/** The contract of `check --json`: the root cause, and all that was found beside it. */
export interface VerdictReport {
  readonly cause: Fault | null;
  readonly owner: string | null;
  readonly advice: Text | null;
  readonly evidence: readonly EvidenceLine[];
  /** The step of the runbook to go on with. */
  readonly nextStep: string | null;
  /** Every fault, in the order in which they must be mended. */
  readonly causes: readonly FaultReport[];
  /** What shows no fault, and is no good sign either; also what was not measured. */
  readonly undetermined: readonly EvidenceLine[];
}

function evidenceLine(result: CheckResult): EvidenceLine {
  const { kind, target, status, finding } = result;
  return { kind, target, status, finding, text: sayInBoth(result) };
}

/** The pack's advice with what is affected in its place. */
function filledIn({ en, zh }: Text, targets: readonly string[]): Text {
  return {
    en: en.replaceAll('{targets}', targets.join(', ')),
    zh: zh.replaceAll('{targets}', targets.join('、')),
  };
}

function reportOfFault({ fault, rule, targets, evidence, stopsLogin }: Found): FaultReport {
  return {
    cause: fault,
    title: rule.title,
    owner: rule.owner,
    advice: filledIn(rule.advice, targets),
    targets,
    evidence: evidence.map(evidenceLine),
    stopsLogin,
  };
}

/** The step to go on with: the one that the verdict points to, or the first one, of which something was not measured. */
function nextStepOf(
  pointed: string | undefined,
  runbook: Runbook | null,
  results: readonly CheckResult[],
  targets: Targets,
): string | null {
  const measured = new Set(
    results.filter(wasMeasured).map(({ kind, target }) => `${kind} ${target}`),
  );
  const open = (runbook?.steps ?? []).filter((step) =>
    planStep(step, targets).some(({ kind, target }) => !measured.has(`${kind} ${target}`)),
  );
  return (open.find(({ id }) => id === pointed) ?? open[0])?.id ?? null;
}

/** What a verdict says, in both languages. */
export function reportOfVerdict(
  { found, undetermined }: Verdict,
  results: readonly CheckResult[],
  runbook: Runbook | null,
  targets: Targets,
): VerdictReport {
  const causes = found.map(reportOfFault);
  const [root] = causes;
  return {
    cause: root?.cause ?? null,
    owner: root?.owner ?? null,
    advice: root?.advice ?? null,
    evidence: root?.evidence ?? [],
    nextStep: nextStepOf(found[0]?.rule.nextStep, runbook, results, targets),
    causes,
    undetermined: undetermined.map(evidenceLine),
  };
}
