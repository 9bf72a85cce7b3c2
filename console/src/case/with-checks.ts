import type { CaseView, CheckEnded, CheckView } from '../api/messages.ts';

function keyOf({ kind, target }: CheckView): string {
  return `${kind} ${target}`;
}

/** The case with what was heard of its sweep put in; what runs beside the plan comes behind it. */
export function withChecks(view: CaseView, heard: readonly CheckEnded[]): CaseView {
  const { sweep } = view;
  if (!sweep || sweep.hasEnded) return view;
  const ended = new Map(
    heard.filter((check) => check.sweep === sweep.id).map((check) => [keyOf(check), check]),
  );
  const planned = new Set(sweep.checks.map(keyOf));
  const checks = [
    ...sweep.checks.map((check) => ended.get(keyOf(check)) ?? check),
    ...[...ended].filter(([key]) => !planned.has(key)).map(([, check]) => check),
  ];
  return { ...view, sweep: { ...sweep, checks } };
}
