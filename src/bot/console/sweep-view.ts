import { wasMeasured, type CheckResult } from '../../checks/result.ts';
import { judge } from '../../checks/verdict/judge.ts';
import { CONSENTS } from '../../companion/protocol.ts';
import type { Case } from '../../conversation/case.ts';
import { sayFinding } from '../../conversation/findings.ts';
import { sayUnmeasured } from '../../conversation/measuring.ts';
import { WORDS } from '../../conversation/words.ts';
import type { Language } from '../../knowledge/vocabulary.ts';
import { isConnected, type StoredDevice } from '../../store/devices.ts';
import type { StoredSweep } from '../../store/sweeps.ts';
import type { CheckView, SweepView } from './contract.ts';
import { isoTime, isoTimeOrNull } from './iso-time.ts';

/** A check that has ended. */
export function viewOfCheck(result: CheckResult, language: Language): CheckView {
  const { kind, target, status } = result;
  const said = sayFinding(result, language);
  return { kind, target, status, said, isMeasured: wasMeasured(result) };
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

/** How it stands; a machine that measures by itself begins at once. */
function statusOf({ status, device, findings, isTold }: StoredSweep): StoredSweep['status'] {
  if (device !== null || status !== 'open') return status;
  if (findings !== null) return 'finished';
  // Given up: what was asked for could not be run.
  return isTold ? 'aborted' : 'running';
}

function whyOf(
  status: StoredSweep['status'],
  reason: string | null,
  language: Language,
): string | null {
  switch (status) {
    case 'refused':
    case 'aborted':
    case 'expired':
      return sayUnmeasured({ status, reason }, WORDS[language]);
    default:
      return null;
  }
}

/** A sweep as far as it has come; `device` is the one that it was asked of. */
export function viewOfSweep(
  sweep: StoredSweep,
  device: StoredDevice | null,
  current: Case,
): SweepView {
  const { id, place, at, requester, checks, findings, reason, expiresAt } = sweep;
  const { language } = current.state;
  const status = statusOf(sweep);
  return {
    id,
    place,
    at: isoTime(at),
    requester,
    device: device && {
      id: device.id,
      isConnected: isConnected(device, current.now),
      asks: device.asks,
    },
    status,
    reason,
    why: whyOf(status, reason, language),
    expiresAt: isoTimeOrNull(expiresAt),
    consent: CONSENTS.find((each) => each === sweep.consent) ?? null,
    hasEnded: status !== 'open' && status !== 'running',
    isMeasured: findings !== null,
    checks:
      findings?.results.map((result) => viewOfCheck(result, language)) ??
      checks
        .filter(({ kind }) => kind !== 'logs')
        .map(({ kind, target }) => ({ kind, target, status: null, said: null, isMeasured: false })),
    causes: causesOf(findings, current),
  };
}
