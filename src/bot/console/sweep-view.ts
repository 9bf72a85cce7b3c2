import type { CheckResult } from '../../checks/result.ts';
import { judge } from '../../checks/verdict/judge.ts';
import type { Case } from '../../conversation/case.ts';
import { sayFinding } from '../../conversation/findings.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import type { CheckView, SweepView } from './contract.ts';

/** A check that has ended. */
export function viewOfCheck(result: CheckResult, language: Language): CheckView {
  const { kind, target, status } = result;
  return { kind, target, status, said: sayFinding(result, language) };
}

/** What the findings show, whatever the conversation has made of them since. */
function causesOf(findings: StoredSweep['findings'], current: Case): SweepView['causes'] {
  if (!findings) return [];
  const { knowledge, state } = current;
  const { found } = judge(findings, knowledge.pack.network);
  return found.map(({ fault, rule, targets }) => ({
    cause: fault,
    title: rule.title[state.language],
    targets,
  }));
}

/** A sweep as far as it has come. */
export function viewOfSweep(
  { id, place, at, checks, findings }: StoredSweep,
  current: Case,
): SweepView {
  const { language } = current.state;
  return {
    id,
    place,
    at: new Date(at).toISOString(),
    hasEnded: findings !== null,
    checks:
      findings?.results.map((result) => viewOfCheck(result, language)) ??
      checks
        .filter(({ kind }) => kind !== 'logs')
        .map(({ kind, target }) => ({ kind, target, status: null, said: null })),
    causes: causesOf(findings, current),
  };
}
