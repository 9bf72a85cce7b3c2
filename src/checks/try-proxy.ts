import { lookup } from 'node:dns/promises';
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CheckContext } from './check.ts';
import type { ConfiguredProxy } from './machine/proxy-address.ts';
import type { ProxyResult } from './result.ts';
import { hostPortOf } from '../diagnosis/target.ts';

export type ProxyState = NonNullable<ProxyResult['evidence']['settings'][number]['state']>;

/** What a proxy answers first is read up to here, in bytes. */
const LONGEST_ANSWER = 4096;
/** Addresses of a proxy's name that are tried. */
const MOST_ADDRESSES = 3;
const STATUS = /^HTTP\/1\.\d (\d{3})[ \r]/;

/** How to ask a proxy for a way to somewhere, and what its answer says; null where it is not yet whole. */
interface Question {
  readonly asks: string | Uint8Array;
  readonly read: (answer: Buffer) => ProxyState | null;
}

/** RFC 9110 §9.3.6: 2xx opens the way, 407 wants a login first. */
function connectTo(host: string): Question {
  return {
    asks: `CONNECT ${host}:443 HTTP/1.1\r\nHost: ${host}:443\r\n\r\n`,
    read(answer) {
      const line = answer.toString('latin1');
      if (!line.includes('\n') && answer.length < LONGEST_ANSWER) return null;
      const status = STATUS.exec(line)?.[1];
      if (status === '407') return 'wants-login';
      return status?.startsWith('2') ? 'works' : 'refuses';
    },
  };
}

/** RFC 1928 §3: version 5, offering no login (0) and a password (2). */
const SOCKS_GREETING: Question = {
  asks: Buffer.from([5, 2, 0, 2]),
  read(answer) {
    const [version, method] = answer;
    if (version === undefined || (version === 5 && method === undefined)) return null;
    if (version !== 5) return 'refuses';
    return method === 0 ? 'works' : method === 2 ? 'wants-login' : 'refuses';
  },
};

function open(host: string, port: number, overTls: boolean): Socket {
  // Nothing secret is sent, so a certificate that cannot be checked does no harm; the port may speak anything.
  return overTls
    ? connectTls({ host, port, rejectUnauthorized: false })
    : connect({ host, port, autoSelectFamily: false });
}

/** "dead" where nothing connects or nothing is answered before `signal` aborts. */
function ask(
  { asks, read }: Question,
  address: string,
  port: number,
  overTls: boolean,
  signal: AbortSignal,
): Promise<ProxyState> {
  return new Promise((resolve) => {
    const socket = open(address, port, overTls);
    const settle = (state: ProxyState): void => {
      signal.removeEventListener('abort', stop);
      socket.destroy();
      resolve(state);
    };
    const stop = (): void => {
      settle('dead');
    };
    let answer = Buffer.alloc(0);
    socket.once(overTls ? 'secureConnect' : 'connect', () => socket.write(asks));
    socket.on('data', (chunk: Buffer) => {
      answer = Buffer.concat([answer, chunk]).subarray(0, LONGEST_ANSWER);
      const state = read(answer);
      if (state !== null) settle(state);
    });
    socket.on('error', stop);
    socket.once('close', stop);
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
  });
}

/**
 * The addresses of a proxy's host. Its name may be one that only this network or this machine knows ("proxy"), so what
 * the name servers do not know is asked of the system.
 */
async function addressesOf(
  host: string,
  { resolve }: Pick<CheckContext, 'resolve'>,
  signal: AbortSignal,
): Promise<string[]> {
  const { v4, v6 } = await resolve(host, signal);
  if (v4.length + v6.length > 0 || signal.aborted) return [...v4, ...v6];
  const ended = new Promise<never[]>((settle) => {
    signal.addEventListener(
      'abort',
      () => {
        settle([]);
      },
      { once: true },
    );
  });
  const known = await Promise.race([lookup(host, { all: true }).catch(() => []), ended]);
  return known.map(({ address }) => address);
}

/**
 * What comes of a connection to a proxy that the machine's own settings name, and of asking it for a way to
 * `reference`. Null where there is nothing to be tried: a PAC file, or no reference to ask for.
 */
export async function tryProxy(
  { scheme, address, overTls }: ConfiguredProxy,
  reference: string | undefined,
  context: Pick<CheckContext, 'resolve'>,
  signal: AbortSignal,
): Promise<ProxyState | null> {
  const place = scheme === 'pac' ? null : hostPortOf(address);
  if (!place || reference === undefined) return null;
  const question = scheme === 'socks' ? SOCKS_GREETING : connectTo(reference);
  const addresses = await addressesOf(place.host, context, signal);
  for (const each of addresses.slice(0, MOST_ADDRESSES)) {
    const state = await ask(question, each, place.port, overTls, signal);
    if (state !== 'dead' || signal.aborted) return state;
  }
  return 'dead';
}
