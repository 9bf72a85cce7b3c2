import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  Extension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
/** RFC 6962 §3.3. */
const TRANSPARENCY_STAMPS = '1.3.6.1.4.1.11129.2.4.2';
const EMPTY_LIST = Buffer.from('04020000', 'hex');
const DAY_MS = 24 * 60 * 60 * 1000;

export interface Validity {
  /** A day ago, where nothing else is said. */
  readonly from?: Date;
  /** In thirty days, where nothing else is said. */
  readonly to?: Date;
}

/** What a TLS server shows; PEM. */
export interface Issued {
  readonly key: string;
  readonly cert: string;
  /** The intermediates between `cert` and its root, nearest first; empty where the root itself issued it. */
  readonly chain: string;
}

export interface Authority {
  /** What those who trust it put in their store; PEM. */
  readonly cert: string;
  /** A certificate for a server of these names, host names and literal addresses alike. */
  issue(wanted: Wanted): Promise<Issued>;
}

export interface Wanted extends Validity {
  readonly names: readonly string[];
  readonly organisation?: string;
  /** Whether it carries certificate transparency stamps, as the public authorities' do; these are empty ones. */
  readonly stamped?: boolean;
}

interface Signer {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
  /** By which a certificate names the key of its issuer, beside the issuer's name. */
  readonly keyId: string;
  /** Itself, where it is no root, and those above it up to the root, which is left out. */
  readonly chain: readonly string[];
}

/** Whose signature stands below what an authority issues; kept apart, so that no test signs by hand. */
const signers = new WeakMap<Authority, Signer>();

export interface Standing extends Validity {
  readonly organisation?: string;
  /** None, for a root. */
  readonly parent?: Authority;
  /** Whose name and key identifier it takes for its own, without having the key. */
  readonly imitates?: Authority;
  /** False for a mere server that issues certificates all the same. */
  readonly mayIssue?: boolean;
}

/** A certificate authority with this common name: a root, or one below `parent`. */
export async function createAuthority(name: string, options: Standing = {}): Promise<Authority> {
  const keys = await newKeys();
  const parent = options.parent && signers.get(options.parent);
  const imitated = options.imitates && signers.get(options.imitates);
  const signer = {
    name: imitated?.name ?? distinguished(name, options.organisation),
    keys,
    keyId: imitated?.keyId ?? (await keyIdOf(keys)),
  };
  const cert = await sign(signer, parent ?? signer, options, [
    new BasicConstraintsExtension(options.mayIssue ?? true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]);
  const chain = parent ? [cert, ...parent.chain] : [];

  const authority: Authority = {
    cert,
    async issue({ names, organisation, stamped = false, ...validity }) {
      const keys = await newKeys();
      const subject = {
        name: distinguished(names[0] ?? 'nameless', organisation),
        keys,
        keyId: await keyIdOf(keys),
      };
      const leaf = await sign(subject, signer, validity, [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
        ...(stamped ? [new Extension(TRANSPARENCY_STAMPS, false, EMPTY_LIST)] : []),
      ]);
      return { key: await privatePem(keys), cert: leaf, chain: chain.join('\n') };
    },
  };
  signers.set(authority, { ...signer, chain });
  return authority;
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function sign(
  subject: Omit<Signer, 'chain'>,
  issuer: Omit<Signer, 'chain'>,
  { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 30 * DAY_MS) }: Validity,
  extensions: Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(15).toString('hex'),
    subject: subject.name,
    issuer: issuer.name,
    notBefore: from,
    notAfter: to,
    publicKey: subject.keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      ...extensions,
      new SubjectKeyIdentifierExtension(subject.keyId),
      new AuthorityKeyIdentifierExtension(issuer.keyId),
    ],
  });
  return certificate.toString('pem');
}

async function keyIdOf({ publicKey }: webcrypto.CryptoKeyPair): Promise<string> {
  return (await SubjectKeyIdentifierExtension.create(publicKey)).keyId;
}

async function privatePem({ privateKey }: webcrypto.CryptoKeyPair): Promise<string> {
  const der = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', privateKey));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----', ''].join('\n');
}

/** A distinguished name, written as RFC 4514 wants it. */
function distinguished(name: string, organisation?: string): string {
  const escape = (text: string): string => text.replace(/[",+;<>\\=#]/g, String.raw`\$&`);
  return organisation === undefined
    ? `CN=${escape(name)}`
    : `CN=${escape(name)}, O=${escape(organisation)}`;
}
