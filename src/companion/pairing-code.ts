import { randomInt } from 'node:crypto';

/** Letters and digits that nobody mistakes for each other, on paper or on the telephone; without vowels they make no words. */
const ALPHABET = '2345679CDFGHJKMNPQRTVWXY';
/** The first three signs say which code is meant, the other six are the secret. */
const LOCATOR = 3;
const SECRET = 6;

const WRITTEN = new RegExp(`^[${ALPHABET}]{${LOCATOR + SECRET}}$`);

/** A one-time code. */
export interface PairingCode {
  /** Which code is meant; no secret. */
  readonly locator: string;
  readonly secret: string;
}

function signs(count: number): string {
  return Array.from({ length: count }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}

export function newCode(): PairingCode {
  return { locator: signs(LOCATOR), secret: signs(SECRET) };
}

/** As a person reads it: in groups of three. */
export function writeCode({ locator, secret }: PairingCode): string {
  return [locator, ...(secret.match(/.{3}/g) ?? [])].join('-');
}

/** Reads what a person typed, whatever its case and grouping; null for what is no code. */
export function readCode(written: string): PairingCode | null {
  const bare = written.toUpperCase().replace(/[\s-]/g, '');
  const isCode = WRITTEN.test(bare);
  return isCode ? { locator: bare.slice(0, LOCATOR), secret: bare.slice(LOCATOR) } : null;
}

/** Names that a code can have. */
export const LOCATORS = ALPHABET.length ** LOCATOR;
/** The chance that one guess at the secret of one code is right. */
export const CHANCE_OF_A_GUESS = 1 / ALPHABET.length ** SECRET;
