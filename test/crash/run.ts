import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crash } from './crashes.ts';

/** `npm run crash -- [TIMES]`: kills the server so often (300) and prints what was found. */
const kills = Number(process.argv[2] ?? 300);
const dataDir = mkdtempSync(join(tmpdir(), 'crash-'));
const findings = await crash({ dataDir, onConnectionLost: () => undefined }, kills);
rmSync(dataDir, { recursive: true, force: true });
process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
process.exitCode = findings.wrong.length === 0 ? 0 : 1;
