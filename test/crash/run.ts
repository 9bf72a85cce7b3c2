import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from './crashes.ts';
import { crashJobs } from './job-crashes.ts';

/**
 * `npm run crash -- [TIMES]` kills the server so often (300) while cases are talked about, `npm run crash -- jobs [TIMES]`
 * the server or a companion (200) during ten times as many jobs; prints what was found.
 */
const [first, second] = process.argv.slice(2);
const ofJobs = first === 'jobs';
const kills = Number((ofJobs ? second : first) ?? (ofJobs ? 200 : 300));
const dataDir = mkdtempSync(join(tmpdir(), 'crash-'));
const place = { dataDir, onConnectionLost: () => undefined };
const findings = ofJobs
  ? await crashJobs(place, { kills, jobs: 10 * kills, companions: 6 })
  : await crash(place, kills);
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
process.exitCode = findings.wrong.length === 0 ? 0 : 1;
