import { Agent } from '../../../companion/agent/agent.ts';
import { forgetEverything } from '../../../companion/agent/forget.ts';
import { readIdentity, type Identity } from '../../../companion/agent/identity.ts';
import { lockFolder } from '../../../companion/agent/lock.ts';
import { waysOut } from '../../../companion/agent/ways-out.ts';
import { COMPANION_WORDS } from '../../../companion/agent/words.ts';
import type { CompanionOptions, CompanionParts } from './options.ts';
import { thisDevice } from './this-device.ts';

const FORGET_LIMIT_MS = 15_000;

/** Undefined where there is an identity that cannot be understood: it goes, but no server can be told. */
function readToForget(folder: string): Identity | null | undefined {
  try {
    return readIdentity(folder);
  } catch {
    return undefined;
  }
}

/** Has the server forget this machine, and removes what is kept here; returns the exit status: 1 where no server was told. */
export async function forget(
  { language }: CompanionOptions,
  { folder, terminal, version }: CompanionParts,
): Promise<number> {
  const words = COMPANION_WORDS[language];
  const identity = readToForget(folder);
  if (!identity) {
    forgetEverything(folder);
    const isBroken = identity === undefined;
    await terminal.write(`${isBroken ? words.forgottenHereOnly : words.nothingToForget}\n`);
    return isBroken ? 1 : 0;
  }
  const agent = new Agent({
    folder,
    identity,
    ticket: null,
    device: thisDevice(true),
    version,
    work: null,
    waysOut,
    onConnected: () => undefined,
    onLost: () => undefined,
  });
  const unlock = lockFolder(folder);
  const isTold =
    identity.device !== null && (await agent.forget(AbortSignal.timeout(FORGET_LIMIT_MS)));
  unlock();
  forgetEverything(folder);
  if (identity.device === null) {
    await terminal.write(`${words.nothingToForget}\n`);
    return 0;
  }
  await terminal.write(`${isTold ? words.forgotten : words.forgottenHereOnly}\n`);
  return isTold ? 0 : 1;
}
