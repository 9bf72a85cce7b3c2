import { hostOf } from '../../diagnosis/target.ts';
import type { Fault } from '../../knowledge/vocabulary.ts';
import type { TlsResult } from '../result.ts';
import { distinct, type Seen, type Shown } from './seen.ts';

/** A fault that shows in the handshake itself; it hits reporting hosts for the same reason as others, if it hits any. */
function inHandshake(
  seen: Seen,
  fault: Fault,
  findings: readonly TlsResult['finding'][],
): Shown | null {
  const evidence = seen
    .open('tls')
    .filter(({ finding, status }) => findings.includes(finding) && status !== 'inconclusive');
  if (!seen.concernsLogin(evidence)) return null;
  const hosts = new Set(evidence.map(hostOf));
  return {
    fault,
    targets: distinct([...hosts]),
    evidence,
    explains: seen.troubles.filter(
      (result) => (result.kind === 'http' || result.kind === 'clock') && hosts.has(hostOf(result)),
    ),
  };
}

/** The connection ends as soon as the ClientHello has named the host. */
export function sniFiltered(seen: Seen): Shown | null {
  return inHandshake(seen, 'sni-filtered', ['reset-after-hello', 'closed-after-hello']);
}

/** The handshake comes to no agreement, with the server or with whoever answers in its place. */
export function tlsRefused(seen: Seen): Shown | null {
  return inHandshake(seen, 'tls-refused', ['handshake-failed']);
}

export function certificateReplaced(seen: Seen): Shown | null {
  return inHandshake(seen, 'certificate-replaced', ['replaced-trusted']);
}

export function certificateUntrusted(seen: Seen): Shown | null {
  return inHandshake(seen, 'certificate-untrusted', ['replaced-untrusted']);
}

export function certificateExpired(seen: Seen): Shown | null {
  return inHandshake(seen, 'certificate-expired', ['expired', 'not-yet-valid']);
}
