/** What a JSON Web Token says about itself; the token itself is not kept. */
export interface TokenFact {
  readonly kind: 'jwt';
  /** What stands in its place in the redacted text, such as `‹jwt:1›`. */
  readonly mark: string;
  readonly algorithm: string | null;
  readonly audience: string | null;
  readonly issuer: string | null;
  /** Unix seconds as they were meant: times that were written in milliseconds are divided. */
  readonly issuedAt: number | null;
  readonly expiresAt: number | null;
  /** A time was written in milliseconds, where RFC 7519 §2 (NumericDate) wants seconds. */
  readonly milliseconds: boolean;
  /** It ends before it begins. */
  readonly bornExpired: boolean;
}

/** Unix seconds of the year 5138; times beyond are milliseconds. */
const FIRST_MILLISECONDS = 100_000_000_000;
const LONGEST_CLAIM = 64;

type Claims = Readonly<Record<string, unknown>>;

function decode(part: string | undefined): Claims {
  try {
    const value: unknown = JSON.parse(Buffer.from(part ?? '', 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Claims) : {};
  } catch {
    return {};
  }
}

/** A claim that is short and printable; what is neither is none of the known values. */
function wordOf(value: unknown): string | null {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  const word = typeof first === 'number' ? String(first) : first;
  return typeof word === 'string' && word.length <= LONGEST_CLAIM && /^[\w .:/-]+$/.test(word)
    ? word
    : null;
}

function timeOf(value: unknown): number | null {
  const time = typeof value === 'string' && /^-?\d{1,16}$/.test(value) ? Number(value) : value;
  return typeof time === 'number' && Number.isFinite(time) ? time : null;
}

function isMilliseconds(time: number | null): boolean {
  return time !== null && Math.abs(time) >= FIRST_MILLISECONDS;
}

function inSeconds(time: number | null): number | null {
  return time !== null && isMilliseconds(time) ? Math.floor(time / 1000) : time;
}

/** Reads a token; what cannot be decoded, in a token that was cut off for instance, is null. */
export function readJwt(token: string, mark: string): TokenFact {
  const [head, body] = token.split('.');
  const header = decode(head);
  const claims = decode(body);
  const exp = timeOf(claims.exp);
  const iat = timeOf(claims.iat);
  const expiresAt = inSeconds(exp);
  const issuedAt = inSeconds(iat);
  return {
    kind: 'jwt',
    mark,
    algorithm: wordOf(header.alg),
    audience: wordOf(claims.aud),
    issuer: wordOf(claims.iss),
    issuedAt,
    expiresAt,
    milliseconds: isMilliseconds(exp) || isMilliseconds(iat),
    bornExpired:
      expiresAt !== null && (expiresAt <= 0 || (issuedAt !== null && expiresAt <= issuedAt)),
  };
}
