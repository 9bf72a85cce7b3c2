/** The program of the single-file executables. The command is loaded late: the first start does not need it. */
import { start } from './companion/start.ts';

void start(async (...given) => {
  const { runCompanionProgram } = await import('./bot/terminal/companion/program.ts');
  return runCompanionProgram(...given);
});
