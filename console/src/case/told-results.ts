import type { EntryView } from '../api/messages.ts';

export interface ToldResult {
  readonly n: number;
  readonly by: string;
  readonly at: string;
  readonly label: string;
}

/** What a person reported about the steps of the runbook: the answers to "What was the result?". */
export function toldResults(timeline: readonly EntryView[]): ToldResult[] {
  return timeline.flatMap(({ n, by, at, body }) =>
    body.kind === 'pressed' && body.action.startsWith('outcome:')
      ? [{ n, by, at, label: body.label }]
      : [],
  );
}
