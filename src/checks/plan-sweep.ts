import { endpointRows, type PlannedCheck, type Targets } from '../diagnosis/plan.ts';
import type { Endpoint } from '../knowledge/schema.ts';

const TLS_PORT = 443;
/** More checks than these are not asked of a device. */
export const MOST_CHECKS = 160;

/** An endpoint of the product, as far as it matters to a verdict. */
export type PlannedEndpoint = Pick<Endpoint, 'host' | 'tcp' | 'udp' | 'stopsLogin'>;

/** What a sweep measures, and what its verdict rests on beside. */
export interface SweepPlan {
  readonly plan: readonly PlannedCheck[];
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
 * The sweep of these checks; logs are left out, for they are collected only after the person has agreed. `control` is
 * the host of our own UDP responder.
 */
export function planSweep(
  checks: readonly PlannedCheck[],
  targets: Pick<Targets, 'pack' | 'tenant'>,
  control: string | null,
): SweepPlan {
  const endpoints = endpointRows(targets);
  const udpPorts = [...new Set(endpoints.flatMap(({ udp = [] }) => udp))];
  return {
    plan: [
      ...checks.filter(({ kind }) => kind !== 'logs'),
      ...(checks.some(({ kind }) => kind === 'quic') ? controlChecks(control, udpPorts) : []),
    ],
    control,
    endpoints: endpoints.map(({ host, tcp, udp, stopsLogin }) => ({ host, tcp, udp, stopsLogin })),
  };
}
