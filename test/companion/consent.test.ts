import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { Consents } from '../../src/companion/agent/consent.ts';
import { inspectJob, type AllowedJob } from '../../src/companion/agent/inspect-job.ts';
import type { Job } from '../../src/companion/protocol.ts';
import { createKeys, newNonce, signFor } from '../../src/companion/signing.ts';
import { packs, temporaryFolder } from './real-agent.ts';

const keys = createKeys();
const device = crypto.randomUUID();
const nonce = newNonce();
const ONE = crypto.randomUUID();
const HOUR = 60 * 60_000;

function jobOf(caseId: string, checks: Job['checks']): AllowedJob {
  const now = Date.now();
  const job: Job = {
    id: crypto.randomUUID(),
    device,
    nonce,
    case: caseId,
    requester: 'ada',
    language: 'en',
    pack: 'tmsdk-login',
    logs: false,
    issuedAt: now,
    expiresAt: now + 1000,
    checks,
  };
  const written = JSON.stringify(job);
  const inspected = inspectJob(written, signFor('job', [written], keys), {
    serverKey: keys.publicKey,
    device,
    nonce,
    serverTime: now,
    packs,
  });
  if (inspected.kind !== 'allowed') throw new Error(inspected.code);
  return inspected.allowed;
}

const product: Job['checks'] = [{ kind: 'dns', target: 'conn.wemeet.tencent.com' }];
const more: Job['checks'] = [...product, { kind: 'dns', target: 'more.example.com' }];

let folder: string;
let clock: number;
let answers: boolean[];
let asked: number;
beforeEach(() => {
  folder = temporaryFolder();
  clock = Date.now();
  answers = [];
  asked = 0;
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
});

function decide(allowed: AllowedJob, isUnattended = false): ReturnType<Consents['decide']> {
  const ask = (): Promise<boolean> => {
    asked++;
    return Promise.resolve(answers.shift() ?? false);
  };
  const consents = new Consents(folder, isUnattended, ask, () => clock);
  return consents.decide(allowed, new AbortController().signal);
}

it('holds for its case and its servers, and for a day', async () => {
  answers = [true];
  expect(await decide(jobOf(ONE, more))).toBe('person');
  expect(await decide(jobOf(ONE, more))).toBe('remembered');
  expect(await decide(jobOf(ONE, product))).toBe('remembered');
  expect(asked).toBe(1);
  // One server more, and be it one that only a check of the machine touches.
  expect(await decide(jobOf(ONE, [...more, { kind: 'dns', target: 'x.example.com' }]))).toBeNull();
  expect(await decide(jobOf(ONE, [...more, { kind: 'ip-families', target: '-' }]))).toBeNull();
  expect(await decide(jobOf(crypto.randomUUID(), product))).toBeNull();
  expect(asked).toBe(4);
  clock += 24 * HOUR + 1;
  expect(await decide(jobOf(ONE, product))).toBeNull();
});

it('does not hold where the clock was set back by more than that', async () => {
  answers = [true];
  await decide(jobOf(ONE, product));
  clock -= 25 * HOUR;
  expect(await decide(jobOf(ONE, product))).toBeNull();
});

it('that was never given is no consent', async () => {
  expect(await decide(jobOf(ONE, product))).toBeNull();
  expect(await decide(jobOf(ONE, product))).toBeNull();
  expect(asked).toBe(2);
});

it.each([
  '',
  '[',
  '{}',
  `[{"case":"${ONE}"}]`,
  `[{"case":"${ONE}","at":null,"hosts":["conn.wemeet.tencent.com"]}]`,
])('is not read out of %j', async (text) => {
  writeFileSync(join(folder, 'consents.json'), text);
  expect(await decide(jobOf(ONE, product))).toBeNull();
  answers = [true];
  expect(await decide(jobOf(ONE, product))).toBe('person');
  expect(await decide(jobOf(ONE, product))).toBe('remembered');
});

it('is asked of nobody where the machine is set so by its owner', async () => {
  expect(await decide(jobOf(ONE, product), true)).toBe('setting');
  expect(asked).toBe(0);
});
