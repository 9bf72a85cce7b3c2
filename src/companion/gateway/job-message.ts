import type { StoredSweep } from '../../store/sweeps.ts';
import { asName } from '../name.ts';
import type { Job, ToCompanion } from '../protocol.ts';
import { signFor, type Keys } from '../signing.ts';
import type { Proven } from './connection.ts';

/** A job as that device is sent it now, signed; null where the sweep is none of a device. */
export function jobMessage(
  { id, caseId, requester, brief, expiresAt, checks }: StoredSweep,
  { id: device, nonce, timeFrom }: Proven,
  keys: Keys,
  now: number,
): Extract<ToCompanion, { kind: 'job' }> | null {
  if (!brief) return null;
  const { language, pack, logs, control } = brief;
  // The companion counts on from what it was told at first, whatever has become of our clock since.
  const issuedAt = Math.round(timeFrom + performance.now());
  const job: Job = {
    id,
    device,
    nonce,
    case: caseId,
    requester: asName(requester),
    language,
    pack,
    logs,
    issuedAt,
    expiresAt: issuedAt + Math.max(0, (expiresAt ?? now) - now),
    ...(control === null ? {} : { control }),
    checks: [...checks],
  };
  const payload = JSON.stringify(job);
  return { kind: 'job', payload, signature: signFor('job', [payload], keys) };
}
