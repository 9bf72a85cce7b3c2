import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto';

/** A pair of Ed25519 keys. `publicKey` is the raw key in base64url; `secret` is the private one as JSON can hold it. */
export interface Keys {
  readonly publicKey: string;
  readonly secret: string;
  readonly privateKey: KeyObject;
}

/** What a signature is about; one that was made for one purpose is worth nothing for another. */
export type Purpose = 'companion proof' | 'server proof' | 'job';

function publicKeyOf(privateKey: KeyObject): string {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('the key is no Ed25519 key');
  return x;
}

export function createKeys(): Keys {
  const { privateKey } = generateKeyPairSync('ed25519');
  const secret = privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64url');
  return { publicKey: publicKeyOf(privateKey), secret, privateKey };
}

/** @throws where `secret` is no key that `createKeys` made. */
export function readKeys(secret: string): Keys {
  const key = Buffer.from(secret, 'base64url');
  const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
  return { publicKey: publicKeyOf(privateKey), secret, privateKey };
}

export function newNonce(): string {
  return randomBytes(32).toString('base64url');
}

/** Lines cannot be shifted into each other: no part holds a line end, and each purpose has its number of parts. */
function statement(purpose: Purpose, parts: readonly string[]): Buffer {
  return Buffer.from(['login-doctor', purpose, ...parts].join('\n'));
}

export function signFor(purpose: Purpose, parts: readonly string[], { privateKey }: Keys): string {
  return sign(null, statement(purpose, parts), privateKey).toString('base64url');
}

/** Whether `signature` is that of the holder of `publicKey`, for that purpose and those parts. */
export function isSignedFor(
  purpose: Purpose,
  parts: readonly string[],
  signature: string,
  publicKey: string,
): boolean {
  try {
    const key = createPublicKey({
      key: { kty: 'OKP', crv: 'Ed25519', x: publicKey },
      format: 'jwk',
    });
    return verify(null, statement(purpose, parts), key, Buffer.from(signature, 'base64url'));
  } catch {
    // Not every 32 bytes are a key.
    return false;
  }
}
