import { measure } from '../../src/checks/measure.ts';
import { judge } from '../../src/checks/verdict/judge.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { prepareFailedLogin } from './failed-login.ts';

/**
 * Runs on the user's machine: the sweep after a failed login, and prints its verdict as one JSON object. The first
 * argument is the limit of one check in milliseconds; with the second, "bare", nothing is known but the tenant.
 */
const { prepared, targets, diagnosis } = await prepareFailedLogin({
  limitMs: Number(process.argv[2] ?? 10_000),
  isBare: process.argv[3] === 'bare',
});
const findings = await measure(prepared);
const { results } = findings;
const verdict = judge(findings, targets);
process.stdout.write(
  JSON.stringify({ verdict: reportOfVerdict(verdict, results, diagnosis.runbook), results }),
);
