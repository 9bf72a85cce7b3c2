import { ask, type Reply } from './ask.ts';
import { deadline, type CheckContext } from './check.ts';
import { reach } from './reach.ts';
import type { ClockResult } from './result.ts';

/**
 * A clock further off than this is called wrong. Whoever checks a JSON Web Token grants "usually no more than a few
 * minutes" (RFC 7519 §4.1.4); libraries and gateways are set to 60 to 300 s. Two minutes are more than the strict
 * ones forgive, and more than a machine that sets its clock by the network is ever off.
 */
const MOST_OFF_SECONDS = 120;

/** Headers have whole seconds (RFC 9110 §5.6.7): half a second more is right to half a second. */
const HALF_A_SECOND = 0.5;

/**
 * Holds the machine's clock against the Date header of a web server. The connection stands before the request is sent,
 * so that no more than one round trip is uncertain. Certificates need not verify, because to a wrong clock they all
 * look expired; `proven` tells whether they did. Rejects only where this machine lacks something of its own.
 *
 * @param now The machine's clock, in milliseconds.
 */
export async function checkClock(
  url: URL,
  context: CheckContext,
  now: () => number = Date.now,
): Promise<ClockResult> {
  const started = performance.now();
  const signal = deadline(context);

  const reached = await reach(url, context, signal);
  const told = (
    judged: Pick<ClockResult, 'status' | 'finding'>,
    measured: Partial<ClockResult['evidence']>,
    answerMs?: number,
  ): ClockResult => ({
    kind: 'clock',
    target: `${url.origin}${url.pathname}`,
    ...judged,
    timings: {
      ...reached.timings,
      ...(answerMs !== undefined && { answer: answerMs }),
      total: performance.now() - started,
    },
    evidence: { offsetSeconds: null, uncertaintySeconds: null, proven: false, ...measured },
  });

  if (reached.kind !== 'reached') return told({ status: 'inconclusive', finding: 'no-answer' }, {});
  const proven = reached.identity === 'trusted';
  const sentAt = now();
  const reply = await ask(reached.socket, url, { method: 'HEAD', bodyBytes: 0 }, signal);
  if (reply.kind !== 'replied') {
    return told({ status: 'inconclusive', finding: 'no-answer' }, { proven }, reply.ms);
  }
  const date = dateOf(reply);
  if (date === null) {
    return told({ status: 'inconclusive', finding: 'no-date' }, { proven }, reply.ms);
  }
  const halfWay = reply.ms / 2 / 1000;
  const offsetSeconds = sentAt / 1000 + halfWay - date.seconds;
  const isOff = Math.abs(offsetSeconds) > MOST_OFF_SECONDS;
  return told(
    isOff ? { status: 'altered', finding: 'off' } : { status: 'ok', finding: 'right' },
    { offsetSeconds, uncertaintySeconds: halfWay + date.uncertainty, proven },
    reply.ms,
  );
}

/** An HTTP date (RFC 9110 §5.6.7), as every server of today writes it. */
const IMF_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** What the server's clock shows, in seconds; null where it does not say. */
function dateOf({
  headers: { date, age = '' },
}: Extract<Reply, { kind: 'replied' }>): { seconds: number; uncertainty: number } | null {
  if (date === undefined || !IMF_DATE.test(date)) return null;
  const made = Date.parse(date) / 1000 + HALF_A_SECOND;
  if (Number.isNaN(made)) return null;
  // A cache hands on the date of when its answer was made, and tells how long ago that was (RFC 9111 §4.2.3).
  if (!/^\d{1,9}$/.test(age)) return { seconds: made, uncertainty: HALF_A_SECOND };
  return { seconds: made + Number(age) + HALF_A_SECOND, uncertainty: 2 * HALF_A_SECOND };
}
