import { hostOf } from '../../diagnosis/target.ts';
import type { NetworkFile } from '../../knowledge/network-schema.ts';
import { probeHosts } from '../../knowledge/probe-hosts.ts';
import type { Findings } from '../measure.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** The verdict on what a sweep found, by what the pack says of networks. */
export function judge(findings: Findings, network: NetworkFile): Verdict {
  const { results, lagMs, control } = findings;
  const measured = new Set(results.map(hostOf));
  const endpoints = findings.endpoints.filter(({ host }) => measured.has(host));
  return verdictOf(
    results,
    { endpoints, control, lagMs, probes: probeHosts(network) },
    network.faults,
  );
}
