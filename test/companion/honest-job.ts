import type { Job } from '../../src/companion/protocol.ts';

/** A job as an honest server asks for it. */
export function honestJob(device: string, nonce: string, changes: Partial<Job> = {}): Job {
  const now = Date.now();
  return {
    id: crypto.randomUUID(),
    device,
    nonce,
    case: crypto.randomUUID(),
    requester: 'ada',
    language: 'en',
    pack: 'tmsdk-login',
    logs: false,
    issuedAt: now,
    expiresAt: now + 60_000,
    checks: [{ kind: 'tcp', target: 'conn.wemeet.tencent.com:443' }],
    ...changes,
  };
}
