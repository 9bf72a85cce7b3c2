import type { CheckResult } from '../../checks/result.ts';
import type { LastSweep } from '../../conversation/state.ts';
import { sayFinding } from '../../conversation/findings.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import type { CheckView, SweepView } from './contract.ts';

/** A check that has ended. */
export function viewOfCheck(result: CheckResult, language: Language): CheckView {
  const { kind, target, status } = result;
  return { kind, target, status, said: sayFinding(result, language) };
}

/** A sweep as far as it has come. */
export function viewOfSweep(
  { id, mark, place, at, checks, findings }: StoredSweep,
  measured: LastSweep | null,
  knowledge: Knowledge,
  language: Language,
): SweepView {
  const { faults } = knowledge.pack.network;
  const titleOf = (cause: string): string =>
    faults.find(({ fault }) => fault === cause)?.title[language] ?? cause;
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
    causes:
      measured?.mark === mark
        ? measured.causes.map(({ fault, targets }) => ({
            cause: fault,
            title: titleOf(fault),
            targets,
          }))
        : [],
  };
}
