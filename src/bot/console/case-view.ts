import type { Packs } from '../../assistant/exchange.ts';
import { packOf } from '../../assistant/turn.ts';
import { openCase, type Case } from '../../conversation/case.ts';
import { questionOf } from '../../conversation/question.ts';
import { reportOf } from '../../diagnosis/report.ts';
import type { Entry, StoredCase } from '../../store/case-record.ts';
import type { CaseSummary, CaseView, EntryView } from './contract.ts';

function isoTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

export function viewOfEntry({ n, at, by, body }: Entry): EntryView {
  // The same shape, but for what is read-only in the one and not in the other.
  return { n, at: isoTime(at), by, body: body as EntryView['body'] };
}

export function summaryOf(stored: StoredCase): CaseSummary {
  const { id, version, status, title, code, cause, language, channel, openedBy } = stored;
  return {
    id,
    version,
    status,
    title,
    code,
    cause,
    language,
    channel,
    openedBy,
    createdAt: isoTime(stored.createdAt),
    updatedAt: isoTime(stored.updatedAt),
  };
}

/** Phases in which the runbook's step at hand is behind. */
const BEHIND_RUNBOOK = new Set(['escalated', 'resolved', 'abandoned', 'others']);

function runbookOf({ runbook, state }: Case): CaseView['runbook'] {
  if (!runbook) return null;
  const { language, phase, step } = state;
  const isWalking = phase === 'step' || phase === 'advice';
  const last = runbook.steps.length - 1;
  // Left in the middle, the step at hand has no result.
  const isThrough = BEHIND_RUNBOOK.has(phase) && step === last;
  const walked = isWalking || (BEHIND_RUNBOOK.has(phase) && state.prerequisitesAsked);
  return {
    title: runbook.title[language],
    steps: runbook.steps.map(({ title }, at) => ({
      title: title[language],
      state:
        walked && (at < step || (at === step && isThrough))
          ? 'done'
          : isWalking && at === step
            ? 'current'
            : 'open',
    })),
  };
}

/** Everything that the page of a case shows. */
export function viewOfCase(
  stored: StoredCase,
  timeline: readonly Entry[],
  packs: Packs,
  now: number,
): CaseView {
  const { state } = stored;
  const current = openCase(state, packOf(stored.pack, packs), now);
  const hasText = state.said.length > 0;
  return {
    ...summaryOf(stored),
    phase: state.phase,
    question: questionOf(current) as CaseView['question'],
    report: hasText ? (reportOf(current.diagnosis, now) as CaseView['report']) : null,
    evidence: current.diagnosis.evidence.map(({ kind, quote }) => ({ kind, quote })),
    runbook: runbookOf(current),
    texts: [...state.said],
    timeline: timeline.map(viewOfEntry),
  };
}
