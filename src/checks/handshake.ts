import { X509Certificate } from 'node:crypto';
import { isIP, type Socket } from 'node:net';
import {
  connect,
  createSecureContext,
  type DetailedPeerCertificate,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { Shown } from './chain.ts';

/** A TLS connection that came about, whoever it was that answered. */
export interface Secured extends Shown {
  readonly kind: 'secured';
  /** Whoever asked for the handshake must destroy it. */
  readonly socket: TLSSocket;
  /** Such as "TLSv1.3". */
  readonly protocol: string | null;
  readonly ms: number;
}

/** A TLS connection that did not; its socket is destroyed. */
export interface Unsecured {
  readonly kind: 'unsecured';
  readonly finding:
    'not-tls' | 'reset-after-hello' | 'closed-after-hello' | 'no-handshake' | 'handshake-failed';
  readonly code: string | null;
  readonly ms: number;
}

/** OpenSSL's words for a first record that is none of TLS; it knows the first words of HTTP by name. */
const NOT_TLS = new Set([
  'ERR_SSL_WRONG_VERSION_NUMBER',
  'ERR_SSL_HTTP_REQUEST',
  'ERR_SSL_HTTPS_PROXY_REQUEST',
]);

/**
 * A TLS handshake over a connected socket. Certificates are verified against `roots` and nothing is refused on their
 * account. A literal address is not sent as the name of the server (RFC 6066 §3). Never rejects.
 */
export function shakeHands(
  socket: Socket,
  host: string,
  roots: readonly string[],
  signal: AbortSignal,
): Promise<Secured | Unsecured> {
  const started = performance.now();
  return new Promise((resolve) => {
    const secure = connect({
      socket,
      ...(isIP(host) === 0 && { servername: host }),
      secureContext: contextOf(roots),
      rejectUnauthorized: false,
      // The names are judged together with the chain.
      checkServerIdentity: () => undefined,
    });
    const settle = (outcome: Omit<Secured, 'ms'> | Omit<Unsecured, 'ms'>): void => {
      signal.removeEventListener('abort', giveUp);
      if (outcome.kind === 'unsecured') secure.destroy();
      resolve({ ...outcome, ms: performance.now() - started });
    };
    const fail = (finding: Unsecured['finding'], code: string | null): void => {
      settle({ kind: 'unsecured', finding, code });
    };
    const giveUp = (): void => {
      fail('no-handshake', null);
    };
    // Stays: a server that wants a certificate of ours says so after the handshake (TLS 1.3).
    secure.on('error', (error: NodeJS.ErrnoException) => {
      fail(...failureOf(error));
    });
    secure.once('close', () => {
      fail('closed-after-hello', null);
    });
    secure.once('secureConnect', () => {
      settle({
        kind: 'secured',
        socket: secure,
        protocol: secure.getProtocol(),
        chain: shownBy(secure),
        error: secure.authorized ? null : String(secure.authorizationError),
      });
    });
    if (signal.aborted) giveUp();
    else signal.addEventListener('abort', giveUp, { once: true });
  });
}

const RESET = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE']);

function failureOf(error: NodeJS.ErrnoException): [Unsecured['finding'], string | null] {
  const { code, syscall } = error;
  if (code === undefined) return ['handshake-failed', null];
  if (syscall !== undefined) return [RESET.has(code) ? 'reset-after-hello' : 'no-handshake', code];
  // Node calls the end of the stream a reset too, but no call of the system has failed.
  if (code === 'ECONNRESET') return ['closed-after-hello', null];
  return [NOT_TLS.has(code) ? 'not-tls' : 'handshake-failed', code];
}

/** What the server sent, in the order of issue, and the root that completes it. */
function shownBy(secure: TLSSocket): X509Certificate[] {
  const chain: X509Certificate[] = [];
  const seen = new Set<Partial<DetailedPeerCertificate>>();
  // Empty where the server sent none.
  let each: Partial<DetailedPeerCertificate> | undefined = secure.getPeerCertificate(true);
  // A root is its own issuer.
  while (each?.raw && !seen.has(each)) {
    seen.add(each);
    chain.push(new X509Certificate(each.raw));
    each = each.issuerCertificate;
  }
  return chain;
}

/** Reading the roots takes longer than a handshake on a near line. */
const contexts = new WeakMap<readonly string[], SecureContext>();

function contextOf(roots: readonly string[]): SecureContext {
  const known = contexts.get(roots);
  if (known) return known;
  const context = createSecureContext({ ca: [...roots] });
  contexts.set(roots, context);
  return context;
}
