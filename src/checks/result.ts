import { z } from 'zod';
import { CHECK_KINDS } from '../knowledge/vocabulary.ts';

/**
 * What each check can find: one schema a kind, for whoever runs the checks and whoever is told the results. Every field
 * is bounded, because a result may come from somebody else's machine. Times are milliseconds.
 */

const Ms = z.number().min(0).max(3_600_000);
const Target = z.string().min(1).max(2048);
const Address = z.string().min(2).max(64);
export const LONGEST_HOST = 253;
const Host = z.string().min(1).max(LONGEST_HOST);
const Code = z
  .string()
  .max(80)
  .describe("The system's or OpenSSL's own name of the error, such as ECONNRESET");
/** Characters of what a machine says of itself. */
export const LONGEST_LINE = 500;
const Line = z.string().max(LONGEST_LINE);

/** What the time of a check went into; `total` is the whole of it. */
const Timings = z.partialRecord(z.enum(['resolve', 'connect', 'handshake', 'answer', 'total']), Ms);

/** `slow`: it works, but takes so long that a login may give up; `altered`: something on the way answers instead. */
export const MEASURED_STATUSES = ['ok', 'blocked', 'altered', 'slow', 'inconclusive'] as const;

function measured<K extends string, F extends string, E extends z.ZodRawShape>(
  kind: K,
  findings: readonly [F, ...F[]],
  evidence: E,
) {
  return z.object({
    kind: z.literal(kind),
    target: Target,
    status: z.enum(MEASURED_STATUSES),
    finding: z.enum(findings),
    timings: Timings,
    evidence: z.object(evidence),
  });
}

/** Addresses of one answer; more than these are counted and left out. */
export const MOST_ADDRESSES = 32;
const Addresses = z.array(Address).max(MOST_ADDRESSES);

/** How one connection to one address went. */
export const ATTEMPT_OUTCOMES = [
  'connected',
  'refused',
  'reset',
  'timed-out',
  'unreachable',
  'not-allowed',
] as const;
const Attempt = z.object({
  address: Address,
  family: z.union([z.literal(4), z.literal(6)]),
  outcome: z.enum(ATTEMPT_OUTCOMES),
  ms: Ms,
  code: Code.nullable(),
});
export const MOST_ATTEMPTS = 8;
const Attempts = z.array(Attempt).max(MOST_ATTEMPTS);

export const MOST_CERTIFICATES = 10;
/** Names that one certificate is for. */
export const MOST_NAMES = 100;
const Certificate = z.object({
  subject: Line,
  issuer: Line,
  validFrom: Line,
  validTo: Line,
  /** SHA-256 of the certificate, in hexadecimal with colons. */
  fingerprint: z.string().max(95),
});

const NameFailure = z.enum(['no-such-name', 'no-address', 'no-answer', 'server-failure']);

/** Why no connection came about, where a check did not get as far as its own question. */
const NOT_CONNECTED = [
  'no-such-name',
  'no-address',
  'name-unanswered',
  'refused',
  'reset',
  'timed-out',
  'unreachable',
] as const;

export const DnsResult = measured(
  'dns',
  [
    'resolved',
    'no-such-name',
    'no-address',
    'no-answer',
    'server-failure',
    'fake-address',
    'not-public',
  ],
  {
    v4: Addresses,
    v6: Addresses,
    leftOut: z.int().min(0),
    source: z.enum(['dns', 'hosts-file', 'literal']),
    servers: z.array(Address).max(8),
    failure: NameFailure.nullable(),
  },
);

export const PingResult = measured('ping', ['answered', 'lossy', 'no-answer', 'no-ping-program'], {
  sent: z.int().min(0).max(100),
  received: z.int().min(0).max(100),
  roundTripsMs: z.array(Ms).max(100),
});

export const TcpResult = measured('tcp', ['connected', 'partly-connected', ...NOT_CONNECTED], {
  attempts: Attempts,
});

export const TlsResult = measured(
  'tls',
  [
    'trusted',
    'replaced-trusted',
    'replaced-untrusted',
    'wrong-host',
    'expired',
    'not-yet-valid',
    'incomplete-chain',
    'not-tls',
    'reset-after-hello',
    'closed-after-hello',
    'no-handshake',
    'handshake-failed',
    ...NOT_CONNECTED,
  ],
  {
    address: Address.nullable(),
    protocol: z.string().max(20).nullable(),
    /** Leaf first, as the server sent it; a root of our own stores that completes it comes last. */
    chain: z.array(Certificate).max(MOST_CERTIFICATES),
    names: z.array(Host).max(MOST_NAMES),
    code: Code.nullable(),
    attempts: Attempts,
  },
);

export const HttpResult = measured(
  'http',
  [
    'answered',
    'redirected',
    'captive-portal',
    'proxy-login',
    'not-http',
    'no-reply',
    'tls-failed',
    ...NOT_CONNECTED,
  ],
  {
    address: Address.nullable(),
    status: z.int().min(100).max(999).nullable(),
    /** Host of a redirect, where there is one. */
    location: Host.nullable(),
    server: Line.nullable(),
    code: Code.nullable(),
  },
);

export const QuicResult = measured(
  'quic',
  [
    'answered',
    'answered-otherwise',
    'refused',
    'no-reply',
    'no-such-name',
    'no-address',
    'name-unanswered',
    'unreachable',
  ],
  {
    address: Address.nullable(),
    versions: z.array(z.string().max(10)).max(20),
    attempts: Attempts,
  },
);

/** Whether one family of addresses works: nobody has an address of it, or its way out is dead. */
const Family = z.object({
  state: z.enum(['works', 'dead', 'absent', 'not-measured']),
  /** The addresses that the machine itself has, beyond its own link. */
  own: z.array(Address).max(8),
  hasRoute: z.boolean(),
  attempts: Attempts,
});
export const IpFamiliesResult = measured(
  'ip-families',
  ['both', 'v4-only', 'v6-only', 'neither', 'not-measured'],
  { v4: Family, v6: Family },
);

/** A proxy that the machine's settings name; its password, if any, is never kept. */
const ProxySetting = z.object({
  source: z.enum(['environment', 'windows', 'macos', 'gnome']),
  scheme: z.enum(['http', 'https', 'socks', 'pac']),
  /** host:port, or the address of the PAC file. */
  address: z.string().max(300),
  /** What a connection to it came to; null where it was not tried (a PAC file). */
  state: z.enum(['works', 'wants-login', 'dead', 'refuses']).nullable(),
});
export const ProxyResult = measured(
  'proxy',
  [
    'none',
    'tool-present',
    'tool-in-use',
    'system-proxy',
    'system-proxy-dead',
    'system-proxy-login',
  ],
  {
    settings: z.array(ProxySetting).max(8),
    /** Adapters that look like a tunnel, with their addresses. */
    tunnels: z.array(z.object({ name: z.string().max(64), addresses: Addresses })).max(16),
    /** Names of known tools whose process runs; never command lines. */
    tools: z.array(z.object({ name: Line, kind: z.enum(['proxy', 'vpn', 'security']) })).max(32),
    /** Hosts that were answered with a fake address of a proxy tool. */
    fakeAnswers: z.array(Host).max(32),
    /** What could not be looked at on this machine, such as "processes". */
    unseen: z.array(z.string().max(40)).max(8),
  },
);

/** More than lies between a clock without a battery and the year 9999, the last that a Date header can name. */
const FARTHEST_SECONDS = 1e12;
export const ClockResult = measured('clock', ['right', 'off', 'no-date', 'no-answer'], {
  /** How far the machine's clock is ahead (positive) or behind (negative); seconds. */
  offsetSeconds: z.number().min(-FARTHEST_SECONDS).max(FARTHEST_SECONDS).nullable(),
  /** The offset is known to this many seconds either way. */
  uncertaintySeconds: z.number().min(0).max(FARTHEST_SECONDS).nullable(),
  /** Whether the server proved who it is; an unproven one may lie. */
  proven: z.boolean(),
});

export const LogsResult = measured('logs', ['found', 'none-in-window', 'no-folder'], {
  folders: z.array(z.string().max(500)).max(16),
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  files: z
    .array(
      z.object({ name: z.string().max(300), bytes: z.int().min(0), modified: z.iso.datetime() }),
    )
    .max(200),
  leftOut: z.int().min(0),
  /** The first redacted lines that would leave the machine. */
  preview: z.array(Line).max(40),
});

export const Measured = z.discriminatedUnion('kind', [
  DnsResult,
  PingResult,
  TcpResult,
  TlsResult,
  HttpResult,
  QuicResult,
  IpFamiliesResult,
  ProxyResult,
  ClockResult,
  LogsResult,
]);

/** Why the policy keeps a target from being measured. */
export const REFUSALS = ['malformed', 'not-named', 'not-public', 'port', 'local-name'] as const;

const NOT_TRIED: ReadonlySet<string> = new Set([
  'no-such-name',
  'no-address',
  'name-unanswered',
  'no-ping-program',
]);

/** Whether the check came as far as its own question. */
export function wasMeasured({ kind, status, finding }: CheckResult): boolean {
  return status !== 'failed' && (kind === 'dns' || !NOT_TRIED.has(finding));
}

/** A check that found nothing out: the policy refused it, it broke, or the sweep was ended before it. */
export const NotMeasured = z.object({
  kind: z.enum(CHECK_KINDS),
  target: Target,
  status: z.literal('failed'),
  finding: z.enum(['not-allowed', 'broke', 'ended-early']),
  refusal: z.enum(REFUSALS).nullable(),
  /** What broke, for the operator. */
  error: Line.nullable(),
  timings: Timings,
});

export const CheckResult = z.union([Measured, NotMeasured]);

export type Refusal = (typeof REFUSALS)[number];
export type Attempt = z.output<typeof Attempt>;
export type AttemptOutcome = Attempt['outcome'];
export type Timings = z.output<typeof Timings>;
export type Certificate = z.output<typeof Certificate>;
export type DnsResult = z.output<typeof DnsResult>;
export type PingResult = z.output<typeof PingResult>;
export type TcpResult = z.output<typeof TcpResult>;
export type TlsResult = z.output<typeof TlsResult>;
export type HttpResult = z.output<typeof HttpResult>;
export type QuicResult = z.output<typeof QuicResult>;
export type IpFamiliesResult = z.output<typeof IpFamiliesResult>;
export type ProxyResult = z.output<typeof ProxyResult>;
export type ClockResult = z.output<typeof ClockResult>;
export type LogsResult = z.output<typeof LogsResult>;
export type Measured = z.output<typeof Measured>;
export type NotMeasured = z.output<typeof NotMeasured>;
export type CheckResult = z.output<typeof CheckResult>;

/** What a check of that kind finds. */
export type OfKind<K extends Measured['kind']> = Extract<Measured, { kind: K }>;
