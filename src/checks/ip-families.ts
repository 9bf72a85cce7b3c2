import { deadline, type CheckContext } from './check.ts';
import { addressesFor, connectTo, familyOf } from './connect.ts';
import { shakeHands } from './handshake.ts';
import { hasRouteTo, ownAddresses } from './own-network.ts';
import { MOST_ATTEMPTS, type Attempt, type IpFamiliesResult } from './result.ts';

type Family = IpFamiliesResult['evidence']['v4'];
type Judgement = Pick<IpFamiliesResult, 'status' | 'finding'>;

/** What the machine brings, and where the references listen. */
export interface Surroundings {
  readonly own: readonly string[];
  readonly port: number;
}

const MOST_REFERENCES = 3;
const MOST_OF_A_REFERENCE = 2;
const MOST_OWN = 8;
/** Addresses for documentation (RFC 5737, RFC 3849), to ask for a way out where no reference has one of the family. */
const ANYWHERE = { 4: '192.0.2.1', 6: '2001:db8::1' } as const;

/** Whether IPv4 and IPv6 each lead anywhere, measured against the references, and against anchors that need no name. */
export async function checkIpFamilies(
  context: CheckContext,
  surroundings: Surroundings = { own: ownAddresses(), port: 443 },
): Promise<IpFamiliesResult> {
  const started = performance.now();
  const [v4, v6] = await Promise.all([
    measureFamily(4, context, surroundings),
    measureFamily(6, context, surroundings),
  ]);
  const connected = [...v4.attempts, ...v6.attempts].filter(
    ({ outcome }) => outcome === 'connected',
  );
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
  const { known, attempts, isAnswered } = await tryReferences(family, context, port);
  const hasRoute = await hasRouteTo(known[0] ?? ANYWHERE[family]);
  const hasWay = hasRoute && ofFamily.length > 0;
  return {
    state: isAnswered ? 'works' : stateOf(hasWay, attempts, context),
    own: ofFamily,
    hasRoute,
    attempts,
  };
}

function stateOf(
  hasWay: boolean,
  attempts: readonly Attempt[],
  { limitMs, signal }: CheckContext,
): Family['state'] {
  if (!hasWay) return 'absent';
  // Where many accept or say no, though nothing more, the family carries packets; one alone may be a firewall nearby.
  const answers = attempts.filter(hasAnswered).length;
  const isAlive = answers * 2 > attempts.length;
  // Silence shows nothing where there was hardly any time left to listen.
  const isShown = attempts.some(({ code, ms }) => code !== null || ms >= limitMs / 2);
  return isShown && !isAlive && !signal.aborted ? 'dead' : 'not-measured';
}

function hasAnswered({ outcome }: Attempt): boolean {
  return outcome === 'connected' || outcome === 'refused' || outcome === 'reset';
}

/** An address to try, and the name that stands for it in the handshake. */
interface Place {
  readonly host: string;
  readonly address: string;
}

interface Tries {
  readonly known: readonly string[];
  readonly attempts: Attempt[];
  /** Somebody on the far side has said something. */
  readonly isAnswered: boolean;
}

/**
 * Whether somebody answers there. A connection alone does not show it: there are devices on the way that accept every
 * one. So the answer to a ClientHello counts, whatever it says.
 */
async function tryPlace(
  { host, address }: Place,
  port: number,
  signal: AbortSignal,
): Promise<{ attempt: Attempt; isAnswered: boolean }> {
  const { attempt, socket } = await connectTo(address, port, signal);
  if (!socket) return { attempt, isAnswered: false };
  const handshake = await shakeHands(socket, host, [], signal);
  if (handshake.kind === 'secured') handshake.socket.destroy();
  const isAnswered =
    handshake.kind === 'secured' ||
    handshake.finding === 'not-tls' ||
    handshake.finding === 'handshake-failed';
  return { attempt, isAnswered };
}

/** Tries the references and anchors over one family, side by side, until one of them answers. */
async function tryReferences(
  family: 4 | 6,
  { references, resolve, policy, network, ...limits }: CheckContext,
  port: number,
): Promise<Tries> {
  const found = new AbortController();
  const over = AbortSignal.any([deadline(limits), found.signal]);
  const known: string[] = [];
  const attempts: Attempt[] = [];
  const tryAll = async (
    host: string,
    addresses: readonly string[],
    most: number,
  ): Promise<void> => {
    const ofFamily = addresses.filter((address) => familyOf(address) === family).slice(0, most);
    known.push(...ofFamily);
    await Promise.all(
      ofFamily.map(async (address) => {
        const { attempt, isAnswered } = await tryPlace({ host, address }, port, over);
        if (found.signal.aborted) return;
        attempts.push(attempt);
        if (isAnswered) found.abort();
      }),
    );
  };
  const allowed = network.anchors.filter((address) => policy.allowsAddress(address));
  await Promise.all([
    ...allowed.map((address) => tryAll(address, [address], 1)).slice(0, MOST_ATTEMPTS),
    ...references.slice(0, MOST_REFERENCES).map(async (host) => {
      const { toTry } = addressesFor(await resolve(host, over), policy);
      await tryAll(host, toTry, MOST_OF_A_REFERENCE);
    }),
  ]);
  return { known, attempts: attempts.slice(0, MOST_ATTEMPTS), isAnswered: found.signal.aborted };
}
