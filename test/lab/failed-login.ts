import { join } from 'node:path';
import { prepareSweep, type PreparedSweep } from '../../src/checks/prepare.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import { namedIn, type Targets } from '../../src/diagnosis/plan.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { labPack, labSurroundings } from './surroundings.ts';
import { worldOf, type World } from './world.ts';

export interface FailedLogin {
  readonly world: World;
  readonly diagnosis: ReturnType<typeof diagnose>;
  readonly targets: Targets;
  readonly prepared: PreparedSweep;
}

export interface FailedLoginOptions {
  readonly limitMs: number;
  /** Nothing is known but the tenant: the text names no address. */
  readonly isBare?: boolean;
  /** Roots beside the laboratory's; PEM. */
  readonly moreRoots?: readonly string[];
}

/**
 * On the user's machine: the real sweep after a login that failed with the callback's address, ready to be run.
 */
export async function prepareFailedLogin({
  limitMs,
  isBare = false,
  moreRoots = [],
}: FailedLoginOptions): Promise<FailedLogin> {
  const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
  const world = worldOf(knowledge.pack);
  const { callback, gateway, tenant } = world;
  const pack = labPack(knowledge.pack);
  const named = `connect https://${callback.host}/login failed, ip ${callback.v4}`;
  const text = `onLogin(-1018, "${isBare ? 'network error' : named}")`;
  const diagnosis = diagnose(text, knowledge, { now: Date.now(), answered: true, tenant });
  const targets = { pack, signals: diagnosis.signals, tenant: diagnosis.tenant };
  // The plan leaves out addresses that are not public, as the callback's is here.
  const onAddress = [
    { kind: 'ping' as const, target: callback.v4 },
    { kind: 'tcp' as const, target: `${callback.v4}:443` },
  ].filter(() => !isBare);
  const prepared = prepareSweep(
    {
      checks: [...diagnosis.checks, ...onAddress],
      targets,
      named: namedIn(targets.signals),
      control: gateway.host,
      signal: new AbortController().signal,
      limitMs,
    },
    labSurroundings(moreRoots),
  );
  return { world, diagnosis, targets, prepared };
}
