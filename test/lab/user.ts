import { join } from 'node:path';
import { measure } from '../../src/checks/measure.ts';
import { prepareSweep } from '../../src/checks/prepare.ts';
import { judge } from '../../src/checks/verdict/judge.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { labPack, labSurroundings } from './surroundings.ts';
import { worldOf } from './world.ts';

/**
 * Runs on the user's machine: the real sweep after a login that failed with the callback's address, and prints its
 * verdict as one JSON object. The first argument is the limit of one check in milliseconds; with the second, "bare",
 * nothing is known but the tenant.
 */
const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
const { callback, gateway, tenant } = worldOf(knowledge.pack);
const pack = labPack(knowledge.pack);
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
  labSurroundings(),
);
const findings = await measure(prepared);
const { results } = findings;
const verdict = judge(findings, targets);
process.stdout.write(
  JSON.stringify({ verdict: reportOfVerdict(verdict, results, diagnosis.runbook), results }),
);
