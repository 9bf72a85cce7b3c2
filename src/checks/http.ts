import { judgeAnswer, locationOf } from './answer.ts';
import { ask } from './ask.ts';
import { deadline, type CheckContext } from './check.ts';
import { asLine } from './line.ts';
import { reach, type Reach } from './reach.ts';
import type { HttpResult, Timings } from './result.ts';
import { wasHeardOut } from './unconnected.ts';

/** Nobody waits longer than this for one step of many. */
const SLOW_MS = 3000;
/** The body that a probe promises is shorter; a longer one is another. */
const BODY_BYTES = 1024;

/**
 * Asks a web server once, follows no redirect, and sends no query string. Who has answered is for the check of TLS to
 * say: a root of the public or of this machine is enough here. Rejects only where this machine lacks something of its
 * own.
 */
export async function checkHttp(url: URL, context: CheckContext): Promise<HttpResult> {
  const started = performance.now();
  const signal = deadline(context);
  const target = `${url.origin}${url.pathname}`;

  const reached = await reach(url, context, signal);
  const told = (
    judged: Pick<HttpResult, 'status' | 'finding'>,
    evidence: Partial<HttpResult['evidence']>,
    timings: Timings = {},
  ): HttpResult => ({
    kind: 'http',
    target,
    ...judged,
    timings: { ...reached.timings, ...timings, total: performance.now() - started },
    evidence: {
      address: reached.kind === 'unconnected' ? null : reached.address,
      status: null,
      location: null,
      server: null,
      code: null,
      ...evidence,
    },
  });

  if (reached.kind === 'unconnected') {
    const { status, finding, code } = reached;
    return told({ status, finding }, { code });
  }
  if (reached.kind === 'unsecured' || !isTrusted(reached)) {
    if (reached.kind === 'reached') reached.socket.destroy();
    return told({ status: 'inconclusive', finding: 'tls-failed' }, { code: reached.code });
  }

  const probe = context.network.probes.find((each) => new URL(each.url).href === target);
  const bodyBytes = probe?.body === undefined ? 0 : BODY_BYTES;
  const reply = await ask(reached.socket, url, { method: 'GET', bodyBytes }, signal);
  const timings = { answer: reply.ms };
  switch (reply.kind) {
    case 'not-http':
      return told({ status: 'inconclusive', finding: 'not-http' }, { code: reply.code }, timings);
    case 'no-reply': {
      // Either the other side has ended the connection, or we have.
      const isShown = reply.isSilence && (!signal.aborted || wasHeardOut(reply.ms, context));
      const status = isShown ? 'blocked' : 'inconclusive';
      return told({ status, finding: 'no-reply' }, { code: reply.code }, timings);
    }
    case 'replied': {
      const { status, finding } = judgeAnswer(reply, url, probe);
      const { connect = 0, handshake = 0 } = reached.timings;
      const isSlow = Math.max(connect, handshake, reply.ms) > SLOW_MS;
      return told(
        { status: status === 'ok' && isSlow ? 'slow' : status, finding },
        {
          status: reply.status,
          location: locationOf(reply, url),
          server: asLine(String(reply.headers.server ?? '')) || null,
        },
        timings,
      );
    }
  }
}

function isTrusted({ identity }: Extract<Reach, { kind: 'reached' }>): boolean {
  return identity === null || identity === 'trusted' || identity === 'replaced-trusted';
}
