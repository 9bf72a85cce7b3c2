import {
  endpointRows,
  referenceHosts,
  type PlannedCheck,
  type Targets,
} from '../diagnosis/plan.ts';
import { readHost } from '../diagnosis/public-host.ts';
import type { Endpoint } from '../knowledge/schema.ts';
import { probeHosts } from '../knowledge/probe-hosts.ts';
import type { CheckContext } from './check.ts';
import { openPolicy } from './policy.ts';
import { openResolve, type Resolve } from './resolve.ts';
import { MACHINE_TRUST, type Trust } from './trust.ts';

/** How long one check may take; three round trips of three seconds fit in. */
export const LIMIT_MS = 10_000;

const WEB_PORTS = [80, 443];
const TLS_PORT = 443;

export interface SweepRequest {
  /** What the diagnosis planned. */
  readonly checks: readonly PlannedCheck[];
  readonly targets: Targets;
  /** Hosts and addresses that the person named beside the text. */
  readonly named?: readonly string[];
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

/** An endpoint of the product, as far as it matters to a verdict. */
export type PlannedEndpoint = Pick<Endpoint, 'host' | 'tcp' | 'udp' | 'stopsLogin'>;

export interface PreparedSweep {
  readonly plan: readonly PlannedCheck[];
  readonly context: CheckContext;
  /** The host of our own UDP responder, if it is asked. */
  readonly control: string | null;
  readonly endpoints: readonly PlannedEndpoint[];
}

/** Our own responder is asked on every UDP port of the product, and whether it is there at all. */
function controlChecks(control: string | null, ports: readonly number[]): PlannedCheck[] {
  if (control === null || ports.length === 0) return [];
  return [
    { kind: 'tls', target: `${control}:${TLS_PORT}` },
    ...ports.map((port) => ({ kind: 'quic' as const, target: `${control}:${port}` })),
  ];
}

/**
 * Everything that a sweep of these checks needs. The policy allows the hosts of the pack, of the tenant, of the probes,
 * and those that the text named; logs are left out, for they are collected only after the person has agreed.
 */
export function prepareSweep(
  { checks, targets, named = [], control, signal, limitMs = LIMIT_MS }: SweepRequest,
  { resolve = openResolve(), trust = MACHINE_TRUST, isAllowedAddress }: Surroundings = {},
): PreparedSweep {
  const { pack, signals } = targets;
  const endpoints = endpointRows(targets);
  const udpPorts = [...new Set(endpoints.flatMap(({ udp = [] }) => udp))];
  const plan = [
    ...checks.filter(({ kind }) => kind !== 'logs'),
    ...(checks.some(({ kind }) => kind === 'quic') ? controlChecks(control, udpPorts) : []),
  ];
  const probes = probeHosts(pack.network);
  const hosts = [
    ...endpoints.map(({ host }) => host),
    ...signals.hosts.map(({ host }) => host),
    ...named.flatMap((written) => readHost(written)?.host ?? []),
    ...(control ? [control] : []),
  ];
  return {
    plan,
    control,
    endpoints: endpoints.map(({ host, tcp, udp, stopsLogin }) => ({ host, tcp, udp, stopsLogin })),
    context: {
      signal,
      limitMs,
      resolve,
      policy: openPolicy({
        hosts: new Set(hosts),
        addresses: new Set(signals.ips.map(({ ip }) => ip.toLowerCase())),
        ports: new Set([
          ...WEB_PORTS,
          ...endpoints.flatMap(({ tcp = [], udp = [] }) => [...tcp, ...udp]),
        ]),
        probes,
        ...(isAllowedAddress ? { isAllowedAddress } : {}),
      }),
      trust,
      network: pack.network,
      tools: pack.tools,
      references: referenceHosts(targets),
    },
  };
}
