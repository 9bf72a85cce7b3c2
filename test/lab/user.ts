import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { measure } from '../../src/checks/measure.ts';
import { prepareSweep } from '../../src/checks/prepare.ts';
import { MACHINE_TRUST } from '../../src/checks/trust.ts';
import { judge } from '../../src/checks/verdict/judge.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { isPublic } from '../../src/diagnosis/public-host.ts';
import { inRange } from '../../src/diagnosis/signals.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { ROOTS_VARIABLE } from './lab.ts';
import { SERVERS_V4, SERVERS_V6, worldOf } from './world.ts';

/**
 * Runs on the user's machine: the real sweep after a login that failed with the callback's address, and prints its
 * verdict as one JSON object. The laboratory's root stands in the place of the public ones, and its servers' ranges, which
 * nobody on the internet has, in the place of public addresses. The first argument is the limit of one check in milliseconds;
 * with the second, "bare", nothing is known but the tenant.
 */
const LAB_RANGES = [`${SERVERS_V4}.0/24`, `${SERVERS_V6}:/64`];

const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const { callback, gateway, anchor, tenant } = worldOf(knowledge.pack);
// Nothing may go to addresses of the real internet, not even from a machine without a way out.
const network = { ...knowledge.pack.network, anchors: [anchor.v4, anchor.v6] };
const pack = { ...knowledge.pack, network };
const isBare = process.argv[3] === 'bare';
const named = `connect https://${callback.host}/login failed, ip ${callback.v4}`;
const text = `onLogin(-1018, "${isBare ? 'network error' : named}")`;
const diagnosis = diagnose(text, knowledge, { now: Date.now(), answered: true, tenant });
const targets = { pack, signals: diagnosis.signals, tenant: diagnosis.tenant };
// The plan leaves out addresses that are not public, as the callback's is here.
const onAddress = [
  { kind: 'ping' as const, target: callback.v4 },
  { kind: 'tcp' as const, target: `${callback.v4}:443` },
].filter(() => !isBare);
const prepared = prepareSweep(
  {
    checks: [...diagnosis.checks, ...onAddress],
    targets,
    control: gateway.host,
    signal: new AbortController().signal,
    limitMs: Number(process.argv[2] ?? 10_000),
  },
  {
    trust: {
      publicRoots: [readFileSync(process.env[ROOTS_VARIABLE] ?? '', 'utf8')],
      machineRoots: MACHINE_TRUST.machineRoots.bind(MACHINE_TRUST),
    },
    isAllowedAddress: (ip) => isPublic(ip) || LAB_RANGES.some((range) => inRange(ip, range)),
  },
);
const findings = await measure(prepared);
const { results } = findings;
const verdict = judge(findings, targets);
process.stdout.write(
  JSON.stringify({ verdict: reportOfVerdict(verdict, results, diagnosis.runbook), results }),
);
