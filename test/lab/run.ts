import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { FAULT_NAMES, FAULTS, isFaultName, type FaultName } from './faults.ts';
import { openLab, type Lab } from './lab.ts';
import { canRunLab } from './requirements.ts';

/**
 * `npm run lab -- list`, and `npm run --silent lab -- run FAULT[,FAULT…] --json`: makes these faults in a laboratory of
 * its own, runs what stands in user.ts on the user's machine, and prints its answer. `lab record` prints the findings that
 * test/conversations/recordings holds.
 */

const USER = join(import.meta.dirname, 'user.ts');
const USAGE = 'lab list | lab run FAULT[,FAULT…] [--json] | lab record FAULT[,FAULT…]';

/** A verdict, or the bare findings, which tests play again. */
type Mode = 'callback' | 'findings';

/** Says in one line why it cannot be done. */
function refuse(why: string): void {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}

function list(): void {
  const width = Math.max(...FAULT_NAMES.map((name) => name.length));
  for (const name of FAULT_NAMES)
    process.stdout.write(`${name.padEnd(width)}  ${FAULTS[name].what}\n`);
}

async function sweep(lab: Lab, mode: Mode): Promise<object> {
  const child = lab.runAsUser([process.execPath, USER, '10000', mode]);
  const { stdout, stderr } = child;
  if (!stdout || !stderr) throw new Error('the sweep has no output');
  stderr.pipe(process.stderr);
  return JSON.parse(await text(stdout)) as object;
}

async function run(faults: readonly FaultName[], mode: Mode, isCompact: boolean): Promise<void> {
  const opening = openLab();
  let closing: Promise<void> | null = null;
  const close = (): Promise<void> => (closing ??= opening.then((lab) => lab.close()));
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, () => void close().then(() => process.exit(130)));
  const lab = await opening;
  try {
    await lab.inject(faults);
    const found = await sweep(lab, mode);
    const answer = mode === 'findings' ? found : { faults, ...found };
    process.stdout.write(`${JSON.stringify(answer, null, isCompact ? 0 : 2)}\n`);
  } finally {
    await close();
  }
}

const [command, names, ...options] = process.argv.slice(2);
const faults = (names ?? '').split(',');
const unknown = faults.find((name) => !isFaultName(name));
const cannot = canRunLab();
if (command === 'list') list();
else if (
  (command !== 'run' && command !== 'record') ||
  options.some((option) => option !== '--json')
)
  refuse(USAGE);
else if (unknown !== undefined)
  refuse(`There is no fault "${unknown}"; there are: ${FAULT_NAMES.join(', ')}`);
else if (cannot !== null) refuse(cannot);
else
  await run(
    faults.filter(isFaultName),
    command === 'record' ? 'findings' : 'callback',
    options.includes('--json'),
  );
