import type { CheckContext } from '../../src/checks/check.ts';
import { openPolicy, type Policy } from '../../src/checks/policy.ts';
import type { Resolution } from '../../src/checks/resolve.ts';
import { isPublic } from '../../src/diagnosis/public-host.ts';

/** Loopback stands in for the public internet; the rest is as it is. */
export function isLoopbackOrPublic(ip: string): boolean {
  return ip.startsWith('127.') || ip === '::1' || isPublic(ip);
}

/** A policy that asks nothing but this of an address; the public internet's rule where nothing is said. */
export function policyAllowing(isAllowedAddress: ((ip: string) => boolean) | undefined): Policy {
  const none = new Set<never>();
  return openPolicy({
    hosts: none,
    addresses: none,
    ports: none,
    probes: none,
    ...(isAllowedAddress && { isAllowedAddress }),
  });
}

/** What a check works with; with a resolver that knows nothing, unless the test brings one. */
export function contextFor(changes: Partial<CheckContext> = {}): CheckContext {
  return {
    signal: new AbortController().signal,
    limitMs: 2000,
    resolve: () => Promise.resolve(resolutionTo()),
    policy: policyAllowing(isLoopbackOrPublic),
    trust: { publicRoots: [], machineRoots: () => [] },
    network: {
      probes: [],
      anchors: [],
      fakeAddresses: ['198.18.0.0/15', 'fc00::/18'],
      tunnelAddresses: [],
      faults: [],
    },
    tools: [],
    references: [],
    ...changes,
  };
}

export function resolutionTo(changes: Partial<Resolution> = {}): Resolution {
  const found = { v4: [], v6: [], ...changes };
  return {
    leftOut: 0,
    source: 'dns',
    servers: [],
    failure: found.v4.length + found.v6.length > 0 ? null : 'no-address',
    ms: 1,
    ...found,
  };
}
