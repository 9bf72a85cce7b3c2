/** The program of the single-file executables. The command is loaded late: the first start does not need it. */
import { start } from './start.ts';

void start(async (...given) => {
  const { runCompanionProgram } = await import('./command.ts');
  return runCompanionProgram(...given);
});
