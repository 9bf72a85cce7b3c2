import { hostOf } from '../../diagnosis/target.ts';
import { endpointRows, type Targets } from '../../diagnosis/plan.ts';
import { probeHosts } from '../../knowledge/probe-hosts.ts';
import type { Findings } from '../measure.ts';
import { verdictOf, type Verdict } from './verdict.ts';

/** The verdict on what a sweep found, by the rules of the pack. */
export function judge({ results, lagMs, control }: Findings, targets: Targets): Verdict {
  const { pack } = targets;
  const measured = new Set(results.map(hostOf));
  const endpoints = endpointRows(targets).filter(({ host }) => measured.has(host));
  const ground = { endpoints, control, lagMs, probes: probeHosts(pack.network) };
  return verdictOf(results, ground, pack.network.faults);
}
