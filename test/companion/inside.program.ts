/** Runs its arguments as a program, as the companion's first start does on Windows. */
import { runInside } from '../../src/companion/confinement/again.ts';

process.exitCode = await runInside({
  file: process.execPath,
  args: process.argv.slice(2),
  environment: { WHO: 'inside' },
});
