import type { CaseFilter } from '../api/calls.ts';
import type { CaseSummary } from '../api/messages.ts';

/**
 * The list after a case has changed, the latest change first. A case that the list did not hold comes in only where
 * nothing is searched for: whether it fits the words, the server alone can say.
 */
export function withChange(
  cases: readonly CaseSummary[],
  changed: CaseSummary,
  { q, status }: CaseFilter,
): readonly CaseSummary[] {
  const known = cases.find(({ id }) => id === changed.id);
  if (known && known.version >= changed.version) return cases;
  const others = cases.filter(({ id }) => id !== changed.id);
  if (status !== null && status !== changed.status) return others;
  return known || q === '' ? [changed, ...others] : cases;
}
