import type { StoredAuditEntry } from '../../store/audit.ts';
import type { AuditEntryView, AuditList } from './device-contract.ts';
import { isoTime } from './iso-time.ts';

export function viewOfAct(entry: StoredAuditEntry): AuditEntryView {
  const { seq, at, by, what, deviceId, deviceName, jobId, caseId, detail } = entry;
  return {
    seq,
    at: isoTime(at),
    by,
    what,
    device: deviceId === null ? null : { id: deviceId, name: deviceName ?? '' },
    job: jobId,
    case: caseId,
    detail,
  };
}

/** A page of `limit` entries at most, out of one more than that. */
export function auditPage(found: readonly StoredAuditEntry[], limit: number): AuditList {
  const shown = found.slice(0, limit);
  const last = shown.at(-1);
  return {
    entries: shown.map(viewOfAct),
    next: found.length > shown.length && last ? last.seq : null,
  };
}
