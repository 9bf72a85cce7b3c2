import { isIP } from 'node:net';
import { readHost } from '../diagnosis/public-host.ts';
import { describeChain, namesOf } from './certificate.ts';
import { judge } from './chain.ts';
import { deadline, type CheckContext } from './check.ts';
import { addressesFor, connectTo } from './connect.ts';
import { shakeHands, type Secured, type Unsecured } from './handshake.ts';
import type { Attempt, TlsResult } from './result.ts';
import { targetOf, type HostPort } from '../diagnosis/target.ts';
import { wasHeardOut, whyUnconnected } from './unconnected.ts';

/** A login makes several connections: one of them may not take as long as people wait for all. */
const SLOW_MS = 3000;

/** How a handshake with one address went. */
interface Side {
  readonly attempt: Attempt;
  readonly handshake: Secured | Unsecured | null;
}

type Verdict = Pick<TlsResult, 'status' | 'finding'> &
  Pick<TlsResult['evidence'], 'protocol' | 'chain' | 'names' | 'code'>;

/**
 * Shakes hands with the first address of each family, side by side, and tells the worse of the two. Rejects only where
 * this machine lacks something of its own.
 */
export async function checkTls(place: HostPort, context: CheckContext): Promise<TlsResult> {
  const started = performance.now();
  const over = deadline(context);
  const host = readHost(place.host)?.host ?? place.host;
  const resolution = await context.resolve(host, over);
  const { toTry, notAllowed } = addressesFor(resolution, context.policy);

  const sides = await Promise.all(
    firstOfEachFamily(toTry).map(async (address): Promise<Side> => {
      const { attempt, socket } = await connectTo(address, place.port, over);
      if (!socket) return { attempt, handshake: null };
      const handshake = await shakeHands(socket, host, context.trust.publicRoots, over);
      if (handshake.kind === 'secured') handshake.socket.destroy();
      return { attempt, handshake };
    }),
  );

  const attempts = [...sides.map(({ attempt }) => attempt), ...notAllowed];
  const timings = { resolve: resolution.ms };
  const judged = sides.flatMap(({ attempt, handshake }) =>
    handshake ? [{ attempt, handshake, verdict: judgeHandshake(handshake, host, context) }] : [],
  );
  const [worst] = judged.sort(
    (a, b) =>
      Number(a.verdict.finding === 'trusted') - Number(b.verdict.finding === 'trusted') ||
      b.handshake.ms - a.handshake.ms,
  );
  if (!worst) {
    const tried = sides.map(({ attempt }) => attempt);
    return {
      kind: 'tls',
      target: targetOf(place),
      ...whyUnconnected(resolution, tried, context),
      timings: { ...timings, total: performance.now() - started },
      evidence: { address: null, protocol: null, chain: [], names: [], code: null, attempts },
    };
  }
  const { attempt, handshake, verdict } = worst;
  const { status, finding, ...evidence } = verdict;
  return {
    kind: 'tls',
    target: targetOf(place),
    status,
    finding,
    timings: {
      ...timings,
      connect: attempt.ms,
      handshake: handshake.ms,
      total: performance.now() - started,
    },
    evidence: { address: attempt.address, ...evidence, attempts },
  };
}

function firstOfEachFamily(addresses: readonly string[]): string[] {
  return [4, 6].flatMap((family) => addresses.find((address) => isIP(address) === family) ?? []);
}

function judgeHandshake(
  handshake: Secured | Unsecured,
  host: string,
  context: CheckContext,
): Verdict {
  if (handshake.kind === 'unsecured') {
    const { finding, code, ms } = handshake;
    return {
      status: statusWithoutHandshake(finding, ms, context),
      finding,
      protocol: null,
      chain: [],
      names: [],
      code,
    };
  }
  const { finding, chain } = judge(handshake, host, context.trust, new Date());
  return {
    status: statusOf(finding, handshake.ms, host),
    finding,
    protocol: handshake.protocol,
    chain: describeChain(chain),
    names: chain[0] ? namesOf(chain[0]) : [],
    code: handshake.error,
  };
}

function statusWithoutHandshake(
  finding: Unsecured['finding'],
  ms: number,
  context: CheckContext,
): TlsResult['status'] {
  if (finding === 'not-tls') return 'altered';
  if (finding === 'no-handshake') return wasHeardOut(ms, context) ? 'blocked' : 'inconclusive';
  return 'blocked';
}

function statusOf(
  finding: ReturnType<typeof judge>['finding'],
  ms: number,
  host: string,
): TlsResult['status'] {
  switch (finding) {
    case 'trusted':
      return ms > SLOW_MS ? 'slow' : 'ok';
    case 'replaced-trusted':
    case 'replaced-untrusted':
      return 'altered';
    case 'wrong-host':
      // Certificates are for names: whoever was asked by address was not asked for one.
      return isIP(host) === 0 ? 'altered' : 'inconclusive';
    case 'expired':
    case 'not-yet-valid':
    case 'handshake-failed':
      return 'blocked';
    case 'incomplete-chain':
      // Some systems fetch the missing issuer by themselves, and then the login works.
      return 'inconclusive';
  }
}
