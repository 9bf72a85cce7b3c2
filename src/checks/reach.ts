import type { Socket } from 'node:net';
import { readHost } from '../diagnosis/public-host.ts';
import { portOfUrl } from '../diagnosis/target.ts';
import { judge, type Judged } from './chain.ts';
import type { CheckContext } from './check.ts';
import { addressesFor, connectToFirst } from './connect.ts';
import { shakeHands } from './handshake.ts';
import type { Timings } from './result.ts';
import { whyUnconnected, type Unconnected } from './unconnected.ts';

/** How far we got with a web server. */
export type Reach = { readonly timings: Timings } & (
  | {
      readonly kind: 'reached';
      /** Over TLS, where the address asks for it. Whoever asked for it must destroy it. */
      readonly socket: Socket;
      readonly address: string;
      /** What the certificates tell; null without TLS. */
      readonly identity: Judged['finding'] | null;
      /** OpenSSL's objection to the certificates. */
      readonly code: string | null;
    }
  | { readonly kind: 'unsecured'; readonly address: string; readonly code: string | null }
  | (Unconnected & { readonly kind: 'unconnected'; readonly code: string | null })
);

/** Connects to whichever address of the web server answers first, of those that the policy allows. */
export async function reach(url: URL, context: CheckContext, signal: AbortSignal): Promise<Reach> {
  const isSecure = url.protocol === 'https:';
  const host = readHost(url.hostname)?.host ?? url.hostname;

  const resolution = await context.resolve(host, signal);
  const { toTry } = addressesFor(resolution, context.policy);
  const started = performance.now();
  const { attempts, socket, address } = await connectToFirst(toTry, portOfUrl(url), signal);
  if (!socket || address === null) {
    return {
      kind: 'unconnected',
      ...whyUnconnected(resolution, attempts, context),
      code: attempts.find(({ code }) => code !== null)?.code ?? null,
      timings: { resolve: resolution.ms },
    };
  }
  const timings = { resolve: resolution.ms, connect: performance.now() - started };
  if (!isSecure) return { kind: 'reached', socket, address, identity: null, code: null, timings };

  const handshake = await shakeHands(socket, host, context.trust.publicRoots, signal);
  const withHandshake = { ...timings, handshake: handshake.ms };
  if (handshake.kind === 'unsecured') {
    return { kind: 'unsecured', address, code: handshake.code, timings: withHandshake };
  }
  return {
    kind: 'reached',
    socket: handshake.socket,
    address,
    identity: judge(handshake, host, context.trust, new Date()).finding,
    code: handshake.error,
    timings: withHandshake,
  };
}
