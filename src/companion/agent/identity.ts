import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UsageError } from '../../errors.ts';
import { createKeys, readKeys, type Keys } from '../signing.ts';
import { keepInFile, readKeptFile } from './kept-file.ts';

export const IDENTITY_FILE = 'identity.json';

const Kept = z.strictObject({
  server: z.url(),
  /** Null until the first pairing. */
  serverKey: z.string().nullable(),
  device: z.uuid().nullable(),
  secret: z.string(),
});

/** Who this companion is, and whom it works for. */
export interface Identity {
  /** Without a slash at the end. */
  readonly server: string;
  /** The key that the server showed when this machine was paired; no other one is believed. */
  readonly serverKey: string | null;
  /** What the server calls this machine; null until it is paired. */
  readonly device: string | null;
  readonly keys: Keys;
}

function fileIn(folder: string): string {
  return join(folder, IDENTITY_FILE);
}

/**
 * Who this companion is; null where it was never paired.
 * @throws {UsageError} where its file cannot be read: nothing is paired anew over a key that may still be mended.
 */
export function readIdentity(folder: string): Identity | null {
  const file = fileIn(folder);
  const kept = readKeptFile(file, Kept);
  if (!kept && !existsSync(file)) return null;
  try {
    if (!kept) throw new Error('it holds no identity');
    const { secret, ...rest } = kept;
    return { ...rest, keys: readKeys(secret) };
  } catch (error) {
    throw new UsageError(
      'broken-identity',
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      'mend it, or run "companion forget" and pair this machine again',
    );
  }
}

/** A companion that is about to be paired with `server`. */
export function newIdentity(server: string): Identity {
  return { server, serverKey: null, device: null, keys: createKeys() };
}

/** @throws {UsageError} where it cannot be kept. */
export function keepIdentity(folder: string, { server, serverKey, device, keys }: Identity): void {
  try {
    keepInFile(fileIn(folder), { server, serverKey, device, secret: keys.secret });
  } catch (error) {
    throw new UsageError(
      'cannot-keep',
      `nothing can be kept in ${folder}: ${error instanceof Error ? error.message : String(error)}`,
      'make room there, or set COMPANION_DIR to a folder of yours',
    );
  }
}
