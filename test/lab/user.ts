import { measure } from '../../src/checks/measure.ts';
import { judge } from '../../src/checks/verdict/judge.ts';
import { reportOfVerdict } from '../../src/conversation/sweep-report.ts';
import { prepareFailedLogin } from './failed-login.ts';

/**
 * Runs on the user's machine: the sweep after a failed login, and prints its verdict as one JSON object. The first
 * argument is the limit of one check in milliseconds; with the second,
 * "bare", nothing is known but the tenant; with "findings", what was found is printed as it is.
 */
const { prepared, targets, diagnosis } = await prepareFailedLogin({
  limitMs: Number(process.argv[2] ?? 10_000),
  isBare: process.argv[3] === 'bare',
});
const findings = await measure(prepared);
const { results } = findings;
const verdict = judge(findings, targets.pack.network);
const report = reportOfVerdict(verdict, results, diagnosis.runbook, targets);
const isRecording = process.argv[3] === 'findings';
process.stdout.write(JSON.stringify(isRecording ? findings : { verdict: report, results }));
