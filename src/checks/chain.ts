import { X509Certificate } from 'node:crypto';
import { isIP } from 'node:net';
import type { Trust } from './trust.ts';

/** What a server showed in its handshake. */
export interface Shown {
  /** Leaf first, each followed by its issuer as far as it was sent or is a public root. */
  readonly chain: readonly X509Certificate[];
  /** OpenSSL's verdict on the chain against the public roots: the name of its error; null where it is satisfied. */
  readonly error: string | null;
}

export interface Judged {
  readonly finding:
    | 'trusted'
    | 'replaced-trusted'
    | 'replaced-untrusted'
    | 'wrong-host'
    | 'expired'
    | 'not-yet-valid'
    | 'incomplete-chain'
    | 'handshake-failed';
  /** As shown, and the root that completes it, where there is one. */
  readonly chain: readonly X509Certificate[];
}

/**
 * What certificates tell. Only OpenSSL's own verdict makes them `trusted`. It gives the last of several faults (that an
 * interceptor's certificate is expired too hides that nobody public issued it), so what it refused is told apart by
 * following the signatures: to a public root, to a root of this machine, or to none.
 *
 * The issuer of an `incomplete-chain` was not sent and nobody knows it, which an interceptor's chain may look like too.
 * The certificate transparency stamps in the leaf make the difference: public authorities put them into every leaf,
 * because browsers ask for them (RFC 6962), and no log stamps for an interceptor. The stamps are not verified, so this
 * is likely and not proven.
 */
export function judge({ chain, error }: Shown, host: string, trust: Trust, now: Date): Judged {
  const [leaf] = chain;
  if (!leaf) return { finding: 'handshake-failed', chain };
  const isForHost = belongsTo(leaf, host);
  if (error === null) return { finding: isForHost ? 'trusted' : 'wrong-host', chain };

  const toPublicRoot = complete(chain, trust.publicRoots);
  if (toPublicRoot) {
    return { finding: isForHost ? faultOf(error) : 'wrong-host', chain: toPublicRoot };
  }
  const toMachineRoot = complete(chain, trust.machineRoots());
  if (toMachineRoot) {
    const isBelieved = isForHost && toMachineRoot.every((each) => isValidAt(each, now));
    return {
      finding: isBelieved ? 'replaced-trusted' : 'replaced-untrusted',
      chain: toMachineRoot,
    };
  }
  const isIncomplete = endsEarly(chain) && hasTransparencyStamps(leaf);
  return { finding: isIncomplete ? 'incomplete-chain' : 'replaced-untrusted', chain };
}

/** What is wrong with a certificate that a public authority issued for this host. */
function faultOf(error: string): 'expired' | 'not-yet-valid' | 'handshake-failed' {
  if (error === 'CERT_HAS_EXPIRED') return 'expired';
  if (error === 'CERT_NOT_YET_VALID') return 'not-yet-valid';
  // Such as a key that is too short.
  return 'handshake-failed';
}

/** Whether the certificate is for this host name or literal address. */
function belongsTo(leaf: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined;
}

/** The chain up to one of `roots`, if signatures lead there from the leaf; whether anything is expired is not asked. */
function complete(
  chain: readonly X509Certificate[],
  roots: readonly string[],
): X509Certificate[] | null {
  for (const [index, certificate] of chain.entries()) {
    const root = parsed(roots).find((each) => isSignedBy(certificate, each));
    if (root) {
      const path = chain.slice(0, index + 1);
      return root.fingerprint256 === certificate.fingerprint256 ? path : [...path, root];
    }
    const next = chain[index + 1];
    if (!next?.ca || !isSignedBy(certificate, next)) return null;
  }
  return null;
}

function isSignedBy(certificate: X509Certificate, issuer: X509Certificate): boolean {
  try {
    return certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);
  } catch {
    // A key of a kind that OpenSSL does not know signs nothing that it could verify.
    return false;
  }
}

function isValidAt({ validFromDate, validToDate }: X509Certificate, now: Date): boolean {
  return validFromDate <= now && now <= validToDate;
}

/** Whether the last certificate names an issuer that was not sent. */
function endsEarly(chain: readonly X509Certificate[]): boolean {
  const last = chain.at(-1);
  return last !== undefined && !last.checkIssued(last);
}

/** The object identifier 1.3.6.1.4.1.11129.2.4.2 in DER: the list of stamps of RFC 6962 §3.3. */
const TRANSPARENCY_STAMPS = Buffer.from('060a2b06010401d679020402', 'hex');

function hasTransparencyStamps(leaf: X509Certificate): boolean {
  return leaf.raw.includes(TRANSPARENCY_STAMPS);
}

/** Roots are hundreds, and the same for every check of a sweep. */
const certificatesOf = new WeakMap<readonly string[], readonly X509Certificate[]>();

function parsed(roots: readonly string[]): readonly X509Certificate[] {
  const known = certificatesOf.get(roots);
  if (known) return known;
  const certificates = roots.map((root) => new X509Certificate(root));
  certificatesOf.set(roots, certificates);
  return certificates;
}
