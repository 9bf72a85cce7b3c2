import type { Reply } from './ask.ts';
import type { CheckContext } from './check.ts';
import { LONGEST_HOST, type HttpResult } from './result.ts';

/** A web address of which the whole answer is known: whoever answers otherwise is a captive portal. */
export type Probe = CheckContext['network']['probes'][number];

type Answer = Extract<Reply, { kind: 'replied' }>;

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
const PROXY_WANTS_LOGIN = 407;
/** RFC 6585 §6: the network itself wants a login, and only whoever stands on the way says so. */
const NETWORK_WANTS_LOGIN = 511;

/** What the answer of a web server tells of the way to it. */
export function judgeAnswer(
  answer: Answer,
  url: URL,
  probe: Probe | undefined,
): Pick<HttpResult, 'status' | 'finding'> {
  const { status } = answer;
  const location = locationOf(answer, url);
  const finding = location === null ? 'answered' : 'redirected';
  // Over TLS an answer is the server's own word; without, anybody on the way can say it.
  if (url.protocol === 'https:' && !probe) return { status: 'ok', finding };
  if (status === PROXY_WANTS_LOGIN) return { status: 'blocked', finding: 'proxy-login' };
  if (status === NETWORK_WANTS_LOGIN) return { status: 'altered', finding: 'captive-portal' };
  const kept = probe ? keeps(answer, probe) : true;
  if (kept === null) return { status: 'inconclusive', finding: 'no-reply' };
  if (!kept) return { status: 'altered', finding: 'captive-portal' };
  const staysThere = location === null || location === withoutDot(url.hostname);
  return { status: staysThere ? 'ok' : 'altered', finding };
}

/** The host that the answer sends us to; null where it sends us nowhere. */
export function locationOf({ status, headers: { location } }: Answer, url: URL): string | null {
  if (!REDIRECTS.has(status) || location === undefined) return null;
  const host = withoutDot(URL.parse(location, url.href)?.hostname ?? '');
  return host === '' ? null : host.slice(0, LONGEST_HOST);
}

/** Whether the answer is the promised one; null where too little of it came to tell. */
function keeps({ status, body, isWhole }: Answer, probe: Probe): boolean | null {
  if (status !== probe.status) return false;
  if (probe.body === undefined) return true;
  const [promised, read] = [probe.body.trim(), body.trim()];
  if (isWhole) return read === promised;
  return promised.startsWith(read) ? null : false;
}

function withoutDot(hostname: string): string {
  return hostname.replace(/\.$/, '');
}
