import { deadline, type CheckContext } from './check.ts';
import { addressesFor } from './connect.ts';
import { initialOf, reservedVersion, versionsOffered } from './quic-packet.ts';
import type { QuicResult, Timings } from './result.ts';
import { targetOf, type HostPort } from '../diagnosis/target.ts';
import { exchangeOverUdp, type UdpExchange } from './udp.ts';
import { whyUnconnected, type Unconnected } from './unconnected.ts';

/** As with TCP: the first datagram got lost and was sent again, or the way is long. */
const SLOW_MS = 1000;

/**
 * Asks each address of a place, over UDP, which versions of QUIC it speaks: a server must say so to whoever wants one that
 * nobody speaks (RFC 9000 §6). Silence shows nothing by itself: the place may speak something else over UDP.
 */
export async function checkQuic(place: HostPort, context: CheckContext): Promise<QuicResult> {
  const started = performance.now();
  const over = deadline(context);
  const resolution = await context.resolve(place.host, over);
  const told = (
    judgement: Pick<QuicResult, 'status' | 'finding'>,
    timings: Timings,
    evidence: Partial<QuicResult['evidence']>,
  ): QuicResult => ({
    kind: 'quic',
    target: targetOf(place),
    ...judgement,
    timings: { resolve: resolution.ms, ...timings, total: performance.now() - started },
    evidence: { address: null, versions: [], attempts: [], ...evidence },
  });

  const { toTry, notAllowed } = addressesFor(resolution, context.policy);
  const exchanges = await Promise.all(toTry.map((address) => ask(address, place.port, over)));
  const tried = exchanges.map(({ attempt }) => attempt);
  const speaking =
    exchanges.find(({ answer }) => answer) ??
    exchanges.find(({ attempt }) => attempt.outcome === 'connected');
  return told(
    speaking ? judgeAnswer(speaking) : judgeSilence(whyUnconnected(resolution, tried, context)),
    speaking ? { answer: speaking.attempt.ms } : {},
    {
      address: speaking?.attempt.address ?? null,
      versions: speaking?.answer ?? [],
      attempts: [...tried, ...notAllowed],
    },
  );
}

function ask(address: string, port: number, signal: AbortSignal): Promise<UdpExchange<string[]>> {
  const datagram = initialOf(reservedVersion());
  const read = (answer: Buffer): string[] | null => versionsOffered(answer, datagram);
  return exchangeOverUdp({ address, port, datagram, read }, signal);
}

function judgeAnswer({
  attempt,
  answer,
}: UdpExchange<string[]>): Pick<QuicResult, 'status' | 'finding'> {
  return {
    status: attempt.ms >= SLOW_MS ? 'slow' : 'ok',
    finding: answer ? 'answered' : 'answered-otherwise',
  };
}

function judgeSilence({ status, finding }: Unconnected): Pick<QuicResult, 'status' | 'finding'> {
  if (finding === 'timed-out') return { status: 'inconclusive', finding: 'no-reply' };
  // Over UDP a port that says no is the only one that speaks.
  return { status, finding: finding === 'reset' ? 'refused' : finding };
}
