import type { Fault } from '../../src/knowledge/vocabulary.ts';
import type { FaultName } from './faults.ts';

/** A fault that is one. */
export type SingleFault = Exclude<FaultName, 'none'>;

/** What the verdict must call each fault of the laboratory. */
export const CAUSES: Readonly<Record<SingleFault, Fault>> = {
  'no-network': 'no-network',
  'no-way-out': 'no-network',
  'host-dropped': 'host-blocked',
  'host-refused': 'host-blocked',
  'host-unreachable': 'host-blocked',
  'host-reset': 'host-blocked',
  'port-dropped': 'port-blocked',
  'only-web-ports': 'port-blocked',
  'udp-dropped': 'udp-blocked',
  'ipv6-dead': 'ipv6-dead',
  'ipv4-dead': 'ipv4-dead',
  'callback-unreachable': 'callback-unreachable',
  'telemetry-blocked': 'reports-blocked',
  'dns-dead': 'dns-dead',
  'dns-failing': 'dns-dead',
  'dns-nxdomain': 'name-not-found',
  'dns-wrong-address': 'wrong-address',
  'dns-fake-ip': 'proxy-tool',
  'cert-replaced-trusted-one': 'certificate-replaced',
  'cert-replaced-trusted-all': 'certificate-replaced',
  'cert-untrusted-one': 'certificate-untrusted',
  'cert-untrusted-all': 'certificate-untrusted',
  'cert-expired': 'certificate-expired',
  'sni-filtered': 'sni-filtered',
  'captive-portal': 'captive-portal',
  middlebox: 'middlebox',
  'proxy-login': 'proxy-login',
  'system-proxy-dead': 'system-proxy-dead',
  'tun-proxy': 'proxy-tool',
  'clock-off': 'clock-wrong',
  'latency-3s': 'latency',
  'loss-30': 'packet-loss',
};

export const SINGLE_FAULTS = Object.keys(CAUSES) as SingleFault[];

/** Nothing else is affected where it hits single things. */
export const ALSO: Readonly<Partial<Record<FaultName, readonly Fault[]>>> = {
  // Port 8080 is open for UDP too, and one reporting host listens on 8081 alone.
  'only-web-ports': ['udp-blocked', 'reports-blocked'],
};

const LIMIT_MS = 3000;
/** What is slow needs the time that people have. */
const PATIENT: Readonly<Partial<Record<FaultName, number>>> = {
  'latency-3s': 10_000,
  'loss-30': 10_000,
};

/** How long one check may take where these faults are; milliseconds. */
export function limitWith(faults: readonly FaultName[]): number {
  return Math.max(...faults.map((fault) => PATIENT[fault] ?? LIMIT_MS));
}
