import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareSweep, type PreparedSweep } from '../../src/checks/prepare.ts';
import { MACHINE_TRUST } from '../../src/checks/trust.ts';
import { diagnose } from '../../src/diagnosis/diagnose.ts';
import type { Targets } from '../../src/diagnosis/plan.ts';
import { isPublic } from '../../src/diagnosis/public-host.ts';
import { inRange } from '../../src/diagnosis/signals.ts';
import { openPack } from '../../src/knowledge/open.ts';
import { ROOTS_VARIABLE } from './lab.ts';
import { SERVERS_V4, SERVERS_V6, worldOf, type World } from './world.ts';

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

const LAB_RANGES = [`${SERVERS_V4}.0/24`, `${SERVERS_V6}:/64`];

/** Whether the policy lets an address be measured in the laboratory: its servers' ranges are nobody's on the internet. */
export function isAllowedInLab(ip: string): boolean {
  return isPublic(ip) || LAB_RANGES.some((range) => inRange(ip, range));
}

/**
 * On the user's machine: the real sweep after a login that failed with the callback's address, ready to be run. The
 * laboratory's root stands in the place of the public ones, and its servers' ranges in the place of public addresses.
 */
export async function prepareFailedLogin({
  limitMs,
  isBare = false,
  moreRoots = [],
}: FailedLoginOptions): Promise<FailedLogin> {
  const knowledge = await openPack(join(import.meta.dirname, '../../knowledge-base/tmsdk-login'));
  const world = worldOf(knowledge.pack);
  const { callback, gateway, anchor, tenant } = world;
  // Nothing may go to addresses of the real internet, not even from a machine without a way out.
  const network = { ...knowledge.pack.network, anchors: [anchor.v4, anchor.v6] };
  const pack = { ...knowledge.pack, network };
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
      control: gateway.host,
      signal: new AbortController().signal,
      limitMs,
    },
    {
      trust: {
        publicRoots: [readFileSync(process.env[ROOTS_VARIABLE] ?? '', 'utf8'), ...moreRoots],
        machineRoots: MACHINE_TRUST.machineRoots.bind(MACHINE_TRUST),
      },
      isAllowedAddress: isAllowedInLab,
    },
  );
  return { world, diagnosis, targets, prepared };
}
