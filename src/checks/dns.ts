import { inRange } from '../diagnosis/signals.ts';
import { deadline, type CheckContext } from './check.ts';
import type { Resolution } from './resolve.ts';
import type { DnsResult } from './result.ts';

/** From here on an app that gives a login ten seconds has lost a good part of them to the name alone. */
const SLOW_MS = 2000;

/** What a name leads to, and whether that can be true. Never rejects. */
export async function checkDns(host: string, context: CheckContext): Promise<DnsResult> {
  const resolution = await context.resolve(host, deadline(context));
  const { v4, v6, leftOut, source, servers, failure, ms } = resolution;
  return {
    kind: 'dns',
    target: host,
    ...judge(resolution, context),
    timings: { resolve: ms, total: ms },
    evidence: { v4: [...v4], v6: [...v6], leftOut, source, servers: [...servers], failure },
  };
}

function judge(
  { v4, v6, failure, ms }: Resolution,
  { policy, network, signal }: CheckContext,
): Pick<DnsResult, 'status' | 'finding'> {
  const addresses = [...v4, ...v6];
  if (failure) return { status: signal.aborted ? 'inconclusive' : 'blocked', finding: failure };
  if (addresses.some((ip) => network.fakeAddresses.some((range) => inRange(ip, range))))
    return { status: 'altered', finding: 'fake-address' };
  if (!addresses.some((ip) => policy.allowsAddress(ip)))
    return { status: 'altered', finding: 'not-public' };
  return { status: ms > SLOW_MS ? 'slow' : 'ok', finding: 'resolved' };
}
