import type { X509Certificate } from 'node:crypto';
import type { Certificate as DistinguishedName } from 'node:tls';
import { asLine } from './line.ts';
import { MOST_CERTIFICATES, MOST_NAMES, type Certificate } from './result.ts';

/** What is reported of certificates, leaf first. */
export function describeChain(chain: readonly X509Certificate[]): Certificate[] {
  return chain.slice(0, MOST_CERTIFICATES).map((certificate) => {
    const { subject, issuer } = certificate.toLegacyObject();
    return {
      subject: readable(subject),
      issuer: readable(issuer),
      validFrom: certificate.validFromDate.toISOString(),
      validTo: certificate.validToDate.toISOString(),
      fingerprint: certificate.fingerprint256,
    };
  });
}

/** "Common name, organisation": the words of whoever issued the certificate. */
function readable(name: Partial<DistinguishedName> | undefined): string {
  const parts = [name?.CN ?? name?.OU, name?.O].flat();
  return asLine([...new Set(parts)].filter((part) => part !== undefined && part !== '').join(', '));
}

/** The host names and addresses that a certificate is for. */
export function namesOf({ subjectAltName = '' }: X509Certificate): string[] {
  return subjectAltName
    .split(', ')
    .flatMap((entry) => /^(?:DNS|IP Address):([\w.*:-]{1,253})$/.exec(entry)?.[1] ?? [])
    .slice(0, MOST_NAMES);
}
