import { deadline, type CheckContext } from './check.ts';
import { addressesFor, connectToFirst, familyOf } from './connect.ts';
import { hasRouteTo, ownAddresses } from './own-network.ts';
import { MOST_ATTEMPTS, type Attempt, type IpFamiliesResult } from './result.ts';

type Family = IpFamiliesResult['evidence']['v4'];
type Judgement = Pick<IpFamiliesResult, 'status' | 'finding'>;

/** What the machine brings, and where the references listen. */
export interface Surroundings {
  readonly own: readonly string[];
  readonly port: number;
}

const MOST_REFERENCES = 4;
const MOST_OF_A_REFERENCE = MOST_ATTEMPTS / MOST_REFERENCES;
const MOST_OWN = 8;
/** Addresses for documentation (RFC 5737, RFC 3849), to ask for a way out where no reference has one of the family. */
const ANYWHERE = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

/** Whether IPv4 and IPv6 each lead anywhere, measured against the references. */
export async function checkIpFamilies(
  context: CheckContext,
  surroundings: Surroundings = { own: ownAddresses(), port: 443 },
): Promise<IpFamiliesResult> {
  const started = performance.now();
  const [v4, v6] = await Promise.all([
    measureFamily(4, context, surroundings),
    measureFamily(6, context, surroundings),
  ]);
  const connected = [...v4.attempts, ...v6.attempts].filter(wasConnected);
  const total = performance.now() - started;
  return {
    kind: 'ip-families',
    target: '-',
    ...judge(v4, v6, context.signal),
    timings:
      connected.length > 0
        ? { connect: Math.min(...connected.map(({ ms }) => ms)), total }
        : { total },
    evidence: { v4, v6 },
  };
}

function judge({ state: v4 }: Family, { state: v6 }: Family, { aborted }: AbortSignal): Judgement {
  const finding = findingOf(v4, v6);
  if (finding === 'both') return { status: 'ok', finding };
  if (aborted) return { status: 'inconclusive', finding };
  if (finding === 'neither' || v4 === 'dead' || v6 === 'dead')
    return { status: 'blocked', finding };
  return { status: finding === 'not-measured' ? 'inconclusive' : 'ok', finding };
}

function findingOf(v4: Family['state'], v6: Family['state']): Judgement['finding'] {
  if (v4 === 'works') return v6 === 'works' ? 'both' : 'v4-only';
  if (v6 === 'works') return 'v6-only';
  return v4 === 'not-measured' || v6 === 'not-measured' ? 'not-measured' : 'neither';
}

async function measureFamily(
  family: 4 | 6,
  context: CheckContext,
  { own, port }: Surroundings,
): Promise<Family> {
  const ofFamily = own.filter((address) => familyOf(address) === family).slice(0, MOST_OWN);
  const { known, attempts } = await tryReferences(family, context, port);
  const hasRoute = await hasRouteTo(known[0] ?? ANYWHERE[family]);
  const hasWay = hasRoute && ofFamily.length > 0;
  return { state: stateOf(hasWay, attempts, context), own: ofFamily, hasRoute, attempts };
}

function stateOf(
  hasWay: boolean,
  attempts: readonly Attempt[],
  { limitMs, signal }: CheckContext,
): Family['state'] {
  if (attempts.some(wasConnected)) return 'works';
  if (!hasWay) return 'absent';
  // Somebody said no: the family carries packets both ways, even if it carried no connection.
  const isAlive = attempts.some(({ outcome }) => outcome === 'refused' || outcome === 'reset');
  // Silence shows nothing where there was hardly any time left to listen.
  const isShown = attempts.some(({ code, ms }) => code !== null || ms >= limitMs / 2);
  return isShown && !isAlive && !signal.aborted ? 'dead' : 'not-measured';
}

function wasConnected({ outcome }: Attempt): boolean {
  return outcome === 'connected';
}

/** Connects to the references over one family, side by side, until one of them accepts. */
async function tryReferences(
  family: 4 | 6,
  { references, resolve, policy, ...limits }: CheckContext,
  port: number,
): Promise<{ known: string[]; attempts: Attempt[] }> {
  const found = new AbortController();
  const over = AbortSignal.any([deadline(limits), found.signal]);
  const known: string[] = [];
  const attempts: Attempt[] = [];
  await Promise.all(
    references.slice(0, MOST_REFERENCES).map(async (host) => {
      const { toTry } = addressesFor(await resolve(host, over), policy);
      const addresses = toTry
        .filter((address) => familyOf(address) === family)
        .slice(0, MOST_OF_A_REFERENCE);
      known.push(...addresses);
      const { attempts: made, socket } = await connectToFirst(addresses, port, over);
      socket?.destroy();
      if (found.signal.aborted) return;
      attempts.push(...made);
      if (socket) found.abort();
    }),
  );
  return { known, attempts };
}
