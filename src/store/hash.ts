import { createHash } from 'node:crypto';

/** What is kept of a secret that somebody else holds: its SHA-256, so that a stolen database opens nothing. */
export function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
