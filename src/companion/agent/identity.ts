import { join } from 'node:path';
import { z } from 'zod';
import { createKeys, readKeys, type Keys } from '../signing.ts';
import { keepInFile, readKeptFile } from './kept-file.ts';

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
  return join(folder, 'identity.json');
}

/** Who this companion is; null where it was never paired, or its file is broken. */
export function readIdentity(folder: string): Identity | null {
  const kept = readKeptFile(fileIn(folder), Kept);
  if (!kept) return null;
  const { secret, ...rest } = kept;
  try {
    return { ...rest, keys: readKeys(secret) };
  } catch {
    return null;
  }
}

/** A companion that is about to be paired with `server`. */
export function newIdentity(server: string): Identity {
  return { server, serverKey: null, device: null, keys: createKeys() };
}

export function keepIdentity(folder: string, { server, serverKey, device, keys }: Identity): void {
  keepInFile(fileIn(folder), { server, serverKey, device, secret: keys.secret });
}
