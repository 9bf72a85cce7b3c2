import { setTimeout as pause } from 'node:timers/promises';
import { deadline, type CheckContext } from './check.ts';
import { addressesFor, connectToAll, outcomeOf, type Connection } from './connect.ts';
import type { Attempt, TcpResult, Timings } from './result.ts';
import { targetOf, type HostPort } from '../diagnosis/target.ts';
import { whyUnconnected } from './unconnected.ts';

/** A lost SYN is sent again after a second (RFC 6298 §2): whatever takes longer has lost one, or has far to go. */
const SLOW_MS = 1000;
/** How long a connection must stand. */
const STANDING_MS = 150;

/** Connects to each address of a place by itself. Rejects only where this machine lacks something of its own. */
export async function checkTcp(place: HostPort, context: CheckContext): Promise<TcpResult> {
  const started = performance.now();
  const over = deadline(context);
  const resolution = await context.resolve(place.host, over);
  const told = (
    judgement: Pick<TcpResult, 'status' | 'finding'>,
    attempts: readonly Attempt[],
    timings: Timings,
  ): TcpResult => ({
    kind: 'tcp',
    target: targetOf(place),
    ...judgement,
    timings: { resolve: resolution.ms, ...timings, total: performance.now() - started },
    evidence: { attempts: [...attempts] },
  });

  const { toTry, notAllowed } = addressesFor(resolution, context.policy);
  const connections = await connectToAll(toTry, place.port, over);
  const tried = await Promise.all(connections.map((each) => stood(each, over)));
  const connected = tried.filter(({ outcome }) => outcome === 'connected').map(({ ms }) => ms);
  return told(
    connected.length > 0
      ? judgeConnected(connected, tried.length, context)
      : whyUnconnected(resolution, tried, context),
    [...tried, ...notAllowed],
    connected.length === 0 ? {} : { connect: Math.max(...connected) },
  );
}

/** The attempt once it has stood for a moment: some devices accept a connection only to reset it at once. */
async function stood({ attempt, socket }: Connection, signal: AbortSignal): Promise<Attempt> {
  if (!socket) return attempt;
  const ended = new Promise<void>((resolve) => socket.once('close', resolve).resume());
  await Promise.race([ended, pause(STANDING_MS, undefined, { signal }).catch(() => undefined)]);
  const { errored } = socket;
  socket.destroy();
  if (!errored) return attempt;
  const { outcome, code } = outcomeOf(errored);
  return outcome === 'reset' ? { ...attempt, outcome, code } : attempt;
}

function judgeConnected(
  connectedMs: readonly number[],
  tried: number,
  { signal }: CheckContext,
): Pick<TcpResult, 'status' | 'finding'> {
  const isAll = connectedMs.length === tried;
  const finding = isAll ? 'connected' : 'partly-connected';
  if (signal.aborted && !isAll) return { status: 'inconclusive', finding };
  return { status: connectedMs.some((ms) => ms >= SLOW_MS) ? 'slow' : 'ok', finding };
}
