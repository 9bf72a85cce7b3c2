import { referenceHosts, type PlannedCheck, type Targets } from '../diagnosis/plan.ts';
import { readHost } from '../diagnosis/public-host.ts';
import { probeHosts } from '../knowledge/probe-hosts.ts';
import type { CheckContext } from './check.ts';
import { planSweep, type SweepPlan } from './plan-sweep.ts';
import { openPolicy } from './policy.ts';
import { openResolve, type Resolve } from './resolve.ts';
import { MACHINE_TRUST, type Trust } from './trust.ts';

/** How long one check may take; three round trips of three seconds fit in. */
export const LIMIT_MS = 10_000;

const WEB_PORTS = [80, 443];

export interface SweepRequest {
  /** What the diagnosis planned. */
  readonly checks: readonly PlannedCheck[];
  readonly targets: Pick<Targets, 'pack' | 'tenant'>;
  /** Hosts and addresses that the text and the person named. */
  readonly named: readonly string[];
  /** The host of our own UDP responder, if there is one. */
  readonly control: string | null;
  readonly signal: AbortSignal;
  readonly limitMs?: number;
}

/** What a machine is made of that a sweep cannot know better; each can be put in another's place. */
export interface Surroundings {
  readonly resolve?: Resolve;
  readonly trust?: Trust;
  readonly isAllowedAddress?: (ip: string) => boolean;
}

export interface PreparedSweep extends SweepPlan {
  readonly context: CheckContext;
}

/**
 * Everything that a sweep of these checks needs. The policy allows the hosts of the pack, of the tenant, of the probes,
 * and those that the text named; logs are left out, for they are collected only after the person has agreed.
 */
export function prepareSweep(
  { checks, targets, named, control, signal, limitMs = LIMIT_MS }: SweepRequest,
  { resolve = openResolve(), trust = MACHINE_TRUST, isAllowedAddress }: Surroundings = {},
): PreparedSweep {
  const { pack } = targets;
  const sweep = planSweep(checks, targets, control);
  const { endpoints } = sweep;
  const read = named.flatMap((written) => readHost(written) ?? []);
  const addresses = read.filter(({ kind }) => kind === 'address').map(({ host }) => host);
  const names = read.filter(({ kind }) => kind !== 'address').map(({ host }) => host);
  return {
    ...sweep,
    context: {
      signal,
      limitMs,
      resolve,
      policy: openPolicy({
        hosts: new Set([
          ...endpoints.map(({ host }) => host),
          ...names,
          ...(control ? [control] : []),
        ]),
        addresses: new Set(addresses),
        ports: new Set([
          ...WEB_PORTS,
          ...endpoints.flatMap(({ tcp = [], udp = [] }) => [...tcp, ...udp]),
        ]),
        probes: probeHosts(pack.network),
        ...(isAllowedAddress ? { isAllowedAddress } : {}),
      }),
      trust,
      network: pack.network,
      tools: pack.tools,
      references: referenceHosts(targets),
    },
  };
}
