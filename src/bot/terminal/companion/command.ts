import { lockFolder } from '../../../companion/agent/lock.ts';
import { COMPANION_ACTIONS } from '../../../companion/options.ts';
import { UsageError } from '../../../errors.ts';
import { forget } from './forget.ts';
import { showLog } from './log.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { pair } from './pair.ts';
import { mustBePaired, runUntilEnd } from './run.ts';

/** Two at once would take each other's jobs for broken off. */
async function alone({ folder }: CompanionParts, work: () => Promise<number>): Promise<number> {
  const unlock = lockFolder(folder);
  try {
    return await work();
  } finally {
    unlock();
  }
}

/** `login-doctor companion`; returns the exit status: 1 where the server sent this machine away. */
export async function runCompanionCommand(
  options: CompanionOptions,
  parts: CompanionParts,
): Promise<number> {
  const [what, code, ...rest] = options.words;
  const takes = what === 'pair' ? 2 : 1;
  if (options.words.length > takes || rest.length > 0)
    throw new UsageError(
      'unknown-word',
      `companion takes no "${options.words.at(-1) ?? ''}"`,
      `write: companion ${COMPANION_ACTIONS}`,
    );
  if (options.json && what !== 'log')
    throw new UsageError(
      'bad-option',
      'only the log is printed as JSON',
      'write: companion log --json',
    );
  switch (what) {
    case 'pair':
      return alone(parts, () => pair(code, options, parts));
    case 'run':
      return alone(parts, () => runUntilEnd(mustBePaired(parts.folder), null, options, parts));
    case 'log':
      return showLog(options, parts);
    case 'forget':
      return forget(options, parts);
    default:
      throw new UsageError(
        'unknown-word',
        what === undefined ? 'companion needs to know what to do' : `companion knows no "${what}"`,
        `write: companion ${COMPANION_ACTIONS}`,
      );
  }
}
