import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { lessThan, median, type Measurement } from './measurement.ts';

const MAIN = join(import.meta.dirname, '../../login-doctor.js');
const ROUNDS = 21;

function millisecondsOf(args: readonly string[]): number {
  const start = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore' });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status ?? 'a signal'}`);
  return performance.now() - start;
}

/** The whole process of one diagnosis, against Node starting and doing nothing; rounds alternate. */
export function startMeasurements(): Measurement[] {
  const ours = [MAIN, 'diagnose', '--json', 'onLogin code=-1018'];
  const bare = ['--eval', '0'];
  millisecondsOf(ours);
  millisecondsOf(bare);
  const rounds = Array.from({ length: ROUNDS }, () => ({
    ours: millisecondsOf(ours),
    bare: millisecondsOf(bare),
  }));
  return [
    lessThan(
      'start-diagnose',
      'ms',
      median(rounds.map((round) => round.ours)),
      median(rounds.map((round) => round.bare)),
      'bare Node',
    ),
  ];
}
