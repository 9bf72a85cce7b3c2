import type { PlannedCheck } from '../diagnosis/plan.ts';
import { isPublic, readHost } from '../diagnosis/public-host.ts';
import type { Refusal } from './result.ts';
import { readTarget } from '../diagnosis/target.ts';

/** What a sweep may touch: the hosts of the pack, of the tenant, and those that the callback text named. */
export interface PolicyRules {
  readonly hosts: ReadonlySet<string>;
  /** Literal addresses that the text named. */
  readonly addresses: ReadonlySet<string>;
  readonly ports: ReadonlySet<number>;
  /** Hosts of the probes for captive portals. */
  readonly probes: ReadonlySet<string>;
  /** Which addresses may be reached at all; the public internet's, where nothing else is said. */
  readonly isAllowedAddress?: (ip: string) => boolean;
}

export interface Policy {
  /** Why the check may not be made; null where it may. */
  refuses(check: PlannedCheck): Refusal | null;
  /** Whether a name may lead to this address: asked again after every resolution. */
  allowsAddress(ip: string): boolean;
}

export function openPolicy(rules: PolicyRules): Policy {
  const { hosts, addresses, ports, probes, isAllowedAddress = isPublic } = rules;

  const refusesHost = (written: string): Refusal | null => {
    const read = readHost(written);
    if (!read) return 'malformed';
    if (read.kind === 'local-name') return 'local-name';
    if (read.kind === 'address') {
      if (!isAllowedAddress(read.host)) return 'not-public';
      return addresses.has(read.host) || hosts.has(read.host) ? null : 'not-named';
    }
    return hosts.has(read.host) || probes.has(read.host) ? null : 'not-named';
  };
  const refusesPlace = (host: string, port: number): Refusal | null =>
    refusesHost(host) ?? (ports.has(port) ? null : 'port');

  return {
    allowsAddress: isAllowedAddress,
    refuses({ kind, target }) {
      const read = readTarget(kind, target);
      if (!read) return 'malformed';
      if ('port' in read) return refusesPlace(read.host, read.port);
      return 'host' in read ? refusesHost(read.host) : null;
    },
  };
}
