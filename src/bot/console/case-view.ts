import type { Circumstances } from '../../assistant/exchange.ts';
import { packOf } from '../../assistant/turn.ts';
import { openCase } from '../../conversation/case.ts';
import { presentDiagnosis } from '../../conversation/diagnosis-reply.ts';
import { progressOf, toldIn } from '../../conversation/progress.ts';
import { questionOf } from '../../conversation/question.ts';
import { findingsOf } from '../../diagnosis/report.ts';
import type { Entry, ListedCase, StoredCase } from '../../store/case-record.ts';
import type { StoredDevice } from '../../store/devices.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import type { CaseSummary, CaseView, EntryView } from './contract.ts';
import { isoTime } from './iso-time.ts';
import { viewOfError } from './known-errors.ts';
import { viewOfSweep } from './sweep-view.ts';

export function viewOfEntry({ n, at, by, body }: Entry): EntryView {
  return { n, at: isoTime(at), by, body };
}

export function summaryOf(stored: ListedCase): CaseSummary {
  const { id, version, status, title, name, excerpt, ssoDomain } = stored;
  const { code, cause, language, channel, openedBy } = stored;
  return {
    id,
    version,
    status,
    title,
    name,
    excerpt,
    ssoDomain,
    code,
    cause,
    language,
    channel,
    openedBy,
    createdAt: isoTime(stored.createdAt),
    updatedAt: isoTime(stored.updatedAt),
  };
}

/** What is kept beside the case itself. */
interface KeptOfCase {
  readonly timeline: readonly Entry[];
  readonly sweep: StoredSweep | null;
  /** The one that the sweep was asked of. */
  readonly device: StoredDevice | null;
}

/** Everything that the page of a case shows. */
export function viewOfCase(
  stored: StoredCase,
  { timeline, sweep, device }: KeptOfCase,
  { packs, places, now }: Pick<Circumstances, 'packs' | 'places' | 'now'>,
): CaseView {
  const state = { ...stored.state, places };
  const knowledge = packOf(stored.pack, packs);
  const current = openCase(state, knowledge, now);
  const [lead] = current.diagnosis.errors;
  return {
    ...summaryOf(stored),
    phase: state.phase,
    question: questionOf(current),
    report: state.said.length > 0 ? findingsOf(current.diagnosis, now) : null,
    known: lead ? viewOfError(lead.error, knowledge) : null,
    evidence: current.diagnosis.evidence.map(({ kind, quote }) => ({ kind, quote })),
    place: places.here,
    asksDevices: places.pairs,
    sweep: sweep && viewOfSweep(sweep, device, current),
    facts: lead ? presentDiagnosis(current.diagnosis, knowledge).facts : [],
    runbook: progressOf(current),
    told: toldIn(current).map((each) => ({ ...each, at: isoTime(each.at) })),
    texts: state.said,
    timeline: timeline.map(viewOfEntry),
  };
}
