import { isIP } from 'node:net';
import type {
  Attempt,
  AttemptOutcome,
  CheckResult,
  ClockResult,
  DnsResult,
  HttpResult,
  IpFamiliesResult,
  NotMeasured,
  PingResult,
  ProxyResult,
  QuicResult,
  TcpResult,
  TlsResult,
} from '../../src/checks/result.ts';

/** Results as the checks make them, each of a healthy thing where nothing else is said. */

export const ADDRESS = '203.0.113.1';
const FAST_MS = 20;

interface Judged<R extends CheckResult> {
  readonly finding?: R['finding'];
  readonly status?: R['status'];
}

export function attempt(outcome: AttemptOutcome, ms = FAST_MS, address = ADDRESS): Attempt {
  return { address, family: isIP(address) === 6 ? 6 : 4, outcome, ms, code: null };
}

export function dns(
  target: string,
  {
    finding = 'resolved',
    status = finding === 'resolved' ? 'ok' : 'blocked',
    ...evidence
  }: Judged<DnsResult> & Partial<DnsResult['evidence']> = {},
): DnsResult {
  const failures = ['no-such-name', 'no-address', 'no-answer', 'server-failure'] as const;
  const failure = failures.find((each) => each === finding) ?? null;
  return {
    kind: 'dns',
    target,
    status,
    finding,
    timings: { total: FAST_MS },
    evidence: {
      v4: failure === null ? [ADDRESS] : [],
      v6: [],
      leftOut: 0,
      source: 'dns',
      servers: ['192.0.2.53'],
      failure,
      ...evidence,
    },
  };
}

export function ping(target: string, received = 4, sent = 4): PingResult {
  const roundTripsMs = Array.from({ length: received }, () => FAST_MS);
  const [status, finding] =
    received === 0
      ? (['inconclusive', 'no-answer'] as const)
      : received < sent
        ? (['slow', 'lossy'] as const)
        : (['ok', 'answered'] as const);
  return {
    kind: 'ping',
    target,
    status,
    finding,
    timings: {},
    evidence: { sent, received, roundTripsMs },
  };
}

/** How one connection went: so many milliseconds until it stood, or the reason why it did not come about. */
export function tcp(
  target: string,
  went: number | Exclude<TcpResult['finding'], 'connected' | 'partly-connected'> = FAST_MS,
  { status, address = ADDRESS }: Judged<TcpResult> & { readonly address?: string } = {},
): TcpResult {
  const isConnected = typeof went === 'number';
  const outcomes = ['refused', 'reset', 'timed-out', 'unreachable'] as const;
  const outcome = isConnected ? 'connected' : outcomes.find((each) => each === went);
  return {
    kind: 'tcp',
    target,
    status: status ?? (!isConnected ? 'blocked' : went >= 1000 ? 'slow' : 'ok'),
    finding: isConnected ? 'connected' : went,
    timings: isConnected ? { connect: went } : {},
    evidence: {
      attempts: outcome ? [attempt(outcome, isConnected ? went : FAST_MS, address)] : [],
    },
  };
}

const TLS_STATUS: Partial<Record<TlsResult['finding'], TlsResult['status']>> = {
  trusted: 'ok',
  'replaced-trusted': 'altered',
  'replaced-untrusted': 'altered',
  'wrong-host': 'altered',
  'not-tls': 'altered',
  'incomplete-chain': 'inconclusive',
};

const WITHOUT_CONNECTION = new Set<TlsResult['finding']>([
  'no-such-name',
  'no-address',
  'name-unanswered',
]);

export function tls(
  target: string,
  finding: TlsResult['finding'] = 'trusted',
  { status = TLS_STATUS[finding] ?? 'blocked' }: Judged<TlsResult> = {},
): TlsResult {
  const refusals = ['refused', 'reset', 'timed-out', 'unreachable'] as const;
  const outcome = refusals.find((each) => each === finding) ?? 'connected';
  const attempts = WITHOUT_CONNECTION.has(finding) ? [] : [attempt(outcome)];
  return {
    kind: 'tls',
    target,
    status,
    finding,
    timings: { handshake: FAST_MS },
    evidence: {
      address: ADDRESS,
      protocol: status === 'ok' || status === 'altered' ? 'TLSv1.3' : null,
      chain: [],
      names: [],
      code: null,
      attempts,
    },
  };
}

const HTTP_STATUS: Partial<Record<HttpResult['finding'], HttpResult['status']>> = {
  answered: 'ok',
  redirected: 'altered',
  'captive-portal': 'altered',
  'not-http': 'inconclusive',
  'tls-failed': 'inconclusive',
};

export function http(target: string, finding: HttpResult['finding'] = 'answered'): HttpResult {
  const answered = finding === 'answered' || finding === 'redirected';
  return {
    kind: 'http',
    target,
    status: HTTP_STATUS[finding] ?? 'blocked',
    finding,
    timings: { answer: FAST_MS },
    evidence: {
      address: ADDRESS,
      status:
        finding === 'proxy-login' ? 407 : answered || finding === 'captive-portal' ? 200 : null,
      location: finding === 'captive-portal' ? 'wifi.example.net' : null,
      server: null,
      code: null,
    },
  };
}

const QUIC_STATUS: Partial<Record<QuicResult['finding'], QuicResult['status']>> = {
  answered: 'ok',
  'answered-otherwise': 'ok',
  'no-reply': 'inconclusive',
};

export function quic(
  target: string,
  finding: QuicResult['finding'] = 'answered',
  silentMs = 3000,
): QuicResult {
  return {
    kind: 'quic',
    target,
    status: QUIC_STATUS[finding] ?? 'blocked',
    finding,
    timings: { answer: FAST_MS },
    evidence: {
      address: ADDRESS,
      versions: [],
      attempts: finding === 'no-reply' ? [attempt('timed-out', silentMs)] : [],
    },
  };
}

type FamilyState = IpFamiliesResult['evidence']['v4']['state'];

export function ipFamilies(v4: FamilyState = 'works', v6: FamilyState = 'works'): IpFamiliesResult {
  const works = (state: FamilyState): boolean => state === 'works';
  const finding =
    works(v4) && works(v6)
      ? 'both'
      : works(v4)
        ? 'v4-only'
        : works(v6)
          ? 'v6-only'
          : v4 === 'not-measured' || v6 === 'not-measured'
            ? 'not-measured'
            : 'neither';
  const isBlocked = finding === 'neither' || v4 === 'dead' || v6 === 'dead';
  const family = (state: FamilyState, own: string): IpFamiliesResult['evidence']['v4'] => ({
    state,
    own: state === 'absent' ? [] : [own],
    hasRoute: state !== 'absent',
    attempts: [],
  });
  return {
    kind: 'ip-families',
    target: '-',
    status: isBlocked ? 'blocked' : finding === 'not-measured' ? 'inconclusive' : 'ok',
    finding,
    timings: {},
    evidence: { v4: family(v4, '192.0.2.10'), v6: family(v6, '2001:db8:2::10') },
  };
}

const PROXY_STATUS: Partial<Record<ProxyResult['finding'], ProxyResult['status']>> = {
  none: 'ok',
  'tool-present': 'inconclusive',
  'tool-in-use': 'altered',
  'system-proxy': 'ok',
};

export function proxy(
  finding: ProxyResult['finding'] = 'none',
  evidence: Partial<ProxyResult['evidence']> = {},
): ProxyResult {
  return {
    kind: 'proxy',
    target: '-',
    status: PROXY_STATUS[finding] ?? 'blocked',
    finding,
    timings: {},
    evidence: { settings: [], tunnels: [], tools: [], fakeAnswers: [], unseen: [], ...evidence },
  };
}

/** A proxy of the settings. */
export function setting(
  state: ProxyResult['evidence']['settings'][number]['state'],
): ProxyResult['evidence']['settings'][number] {
  return { source: 'environment', scheme: 'http', address: '192.0.2.3:3128', state };
}

export function clock(
  target: string,
  offsetSeconds: number | null = 0,
  { proven = true }: { readonly proven?: boolean } = {},
): ClockResult {
  const isOff = offsetSeconds !== null && Math.abs(offsetSeconds) > 120;
  return {
    kind: 'clock',
    target,
    status: offsetSeconds === null ? 'inconclusive' : isOff ? 'altered' : 'ok',
    finding: offsetSeconds === null ? 'no-answer' : isOff ? 'off' : 'right',
    timings: {},
    evidence: { offsetSeconds, uncertaintySeconds: 1, proven },
  };
}

export function notMeasured(kind: CheckResult['kind'], target: string): NotMeasured {
  return {
    kind,
    target,
    status: 'failed',
    finding: 'broke',
    refusal: null,
    error: 'out of memory',
    timings: {},
  };
}
