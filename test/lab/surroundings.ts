import { readFileSync } from 'node:fs';
import type { Surroundings } from '../../src/checks/prepare.ts';
import { MACHINE_TRUST } from '../../src/checks/trust.ts';
import { isPublic } from '../../src/diagnosis/public-host.ts';
import { inRange } from '../../src/diagnosis/signals.ts';
import type { Pack } from '../../src/knowledge/schema.ts';
import { SERVERS_V4, SERVERS_V6, worldOf } from './world.ts';

/** Names the file that holds the laboratory's roots, for what runs on the user's machine. */
export const ROOTS_VARIABLE = 'LAB_ROOTS';

const LAB_RANGES = [`${SERVERS_V4}.0/24`, `${SERVERS_V6}:/64`];

/** Whether the policy lets an address be measured in the laboratory. */
export function isAllowedInLab(ip: string): boolean {
  return isPublic(ip) || LAB_RANGES.some((range) => inRange(ip, range));
}

/** The pack as the laboratory has it: nothing may go to addresses of the real internet, not even without a way out. */
export function labPack(pack: Pack): Pack {
  const { anchor } = worldOf(pack);
  return { ...pack, network: { ...pack.network, anchors: [anchor.v4, anchor.v6] } };
}

/**
 * The user's machine: the laboratory's root stands in the place of the public ones, and its servers' ranges, which nobody
 * on the internet has, in the place of public addresses. `moreRoots` (PEM) are trusted beside it.
 */
export function labSurroundings(moreRoots: readonly string[] = []): Surroundings {
  return {
    trust: {
      publicRoots: [readFileSync(process.env[ROOTS_VARIABLE] ?? '', 'utf8'), ...moreRoots],
      machineRoots: MACHINE_TRUST.machineRoots.bind(MACHINE_TRUST),
    },
    isAllowedAddress: isAllowedInLab,
  };
}
