import 'reflect-metadata';
import { randomBytes, webcrypto } from 'node:crypto';
import { isIP } from 'node:net';
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509CertificateGenerator,
  type Extension,
} from '@peculiar/x509';

const ALGORITHM = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
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
  issue(
    wanted: Validity & { readonly names: readonly string[]; readonly organisation?: string },
  ): Promise<Issued>;
}

interface Signer {
  readonly name: string;
  readonly keys: webcrypto.CryptoKeyPair;
  /** Itself, where it is no root, and those above it up to the root, which is left out. */
  readonly chain: readonly string[];
}

/** Whose signature stands below what an authority issues; kept apart, so that no test signs by hand. */
const signers = new WeakMap<Authority, Signer>();

/** A certificate authority with this common name: a root, or one below `parent`. */
export async function createAuthority(
  name: string,
  options: Validity & { readonly parent?: Authority; readonly organisation?: string } = {},
): Promise<Authority> {
  const keys = await newKeys();
  const parent = options.parent && signers.get(options.parent);
  const signer = { name: distinguished(name, options.organisation), keys };
  const cert = await sign(signer.name, keys, parent ?? signer, options, [
    new BasicConstraintsExtension(true, undefined, true),
    new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
  ]);
  const chain = parent ? [cert, ...parent.chain] : [];

  const authority: Authority = {
    cert,
    async issue({ names, organisation, ...validity }) {
      const leafKeys = await newKeys();
      const subject = distinguished(names[0] ?? 'nameless', organisation);
      const leaf = await sign(subject, leafKeys, signer, validity, [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension(
          names.map((value) => ({ type: isIP(value) === 0 ? 'dns' : 'ip', value })),
        ),
      ]);
      return { key: await privatePem(leafKeys), cert: leaf, chain: chain.join('\n') };
    },
  };
  signers.set(authority, { ...signer, chain });
  return authority;
}

async function newKeys(): Promise<webcrypto.CryptoKeyPair> {
  return await webcrypto.subtle.generateKey(ALGORITHM, true, ['sign', 'verify']);
}

async function sign(
  subject: string,
  keys: webcrypto.CryptoKeyPair,
  issuer: Pick<Signer, 'name' | 'keys'>,
  { from = new Date(Date.now() - DAY_MS), to = new Date(Date.now() + 30 * DAY_MS) }: Validity,
  extensions: Extension[],
): Promise<string> {
  const certificate = await X509CertificateGenerator.create({
    serialNumber: randomBytes(15).toString('hex'),
    subject,
    issuer: issuer.name,
    notBefore: from,
    notAfter: to,
    publicKey: keys.publicKey,
    signingKey: issuer.keys.privateKey,
    signingAlgorithm: ALGORITHM,
    extensions: [
      ...extensions,
      await SubjectKeyIdentifierExtension.create(keys.publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer.keys.publicKey),
    ],
  });
  return certificate.toString('pem');
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
