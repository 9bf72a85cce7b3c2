import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openLab, type Lab } from '../lab/lab.ts';
import { canRunLab } from '../lab/requirements.ts';
import type { Measurement } from './measurement.ts';

/** No program of a benchmark runs longer; it would be killed. */
const LONGEST_MS = 120_000;

/** Says in one line that a measurement is left out, and why; not where the measurements stand. */
export function leaveOut(what: string, why: string): void {
  process.stderr.write(`${what} is left out: ${why}\n`);
}

/** Measures in a laboratory that is closed afterwards; nothing where this machine cannot run one. */
export async function inLab(
  name: string,
  measure: (lab: Lab) => Promise<Measurement[]>,
): Promise<Measurement[]> {
  const cannot = canRunLab();
  if (cannot !== null) {
    leaveOut(name, cannot);
    return [];
  }
  const lab = await openLab();
  try {
    return await measure(lab);
  } finally {
    await lab.close();
  }
}

/** Runs a program of this folder on the user's machine, and gives what it prints as JSON. */
export async function askUser<Answer>(lab: Lab, program: string, wanted: object): Promise<Answer> {
  const child = lab.runAsUser([
    process.execPath,
    join(import.meta.dirname, program),
    JSON.stringify(wanted),
  ]);
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error(`${program} has no output`);
  const overdue = setTimeout(() => child.kill('SIGKILL'), LONGEST_MS);
  const [answer, complaint] = await Promise.all([text(stdout), text(stderr)]);
  clearTimeout(overdue);
  if (complaint !== '' || answer === '') throw new Error(`${program} failed: ${complaint}`);
  return JSON.parse(answer) as Answer;
}
