import type {
  ClockResult,
  DnsResult,
  ProxyResult,
  TcpResult,
  TlsResult,
} from '../checks/result.ts';

/** Pieces of results that are the same in every language. */

const MOST_SHOWN = 3;

/** Milliseconds as a person reads them: "35 ms", "3.2 s". */
export function sayMs(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

const UNITS = [
  ['seconds', 1],
  ['minutes', 60],
  ['hours', 3600],
  ['days', 86_400],
] as const;
/** In the largest unit of which there are at least so many. */
const LEAST_OF_A_UNIT = 3;

/** How far the clock is off, and which way. */
export function offsetOf({ evidence: { offsetSeconds } }: ClockResult): {
  readonly amount: number;
  readonly unit: (typeof UNITS)[number][0];
  readonly isAhead: boolean;
} {
  const offset = offsetSeconds ?? 0;
  const seconds = Math.abs(offset);
  const [unit, size] = UNITS.findLast(([, each]) => seconds >= LEAST_OF_A_UNIT * each) ?? UNITS[0];
  return { amount: Math.round(seconds / size), unit, isAhead: offset > 0 };
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_SHOWN).join(', ');
  return values.length > MOST_SHOWN ? `${shown}, …` : shown;
}

export function addressesOf({ evidence: { v4, v6 } }: DnsResult): string {
  return listed([...v4, ...v6]);
}

/** The name servers that were asked; null where none is known. */
export function serversOf({ evidence: { servers } }: DnsResult): string | null {
  return servers.length === 0 ? null : listed(servers);
}

/** The addresses that were tried and did not connect. */
export function failedOf({ evidence: { attempts } }: TcpResult): string {
  const failed = attempts.filter(
    ({ outcome }) => outcome !== 'connected' && outcome !== 'not-allowed',
  );
  return listed(failed.map(({ address }) => address));
}

/** Who issued the certificate that was shown. */
export function issuerOf({ evidence: { chain } }: TlsResult): string {
  return chain[0]?.issuer ?? '–';
}

/** The names that the certificate which was shown is for. */
export function certificateNamesOf({ evidence: { names } }: TlsResult): string {
  return names.length === 0 ? '–' : listed(names);
}

type ProxyState = ProxyResult['evidence']['settings'][number]['state'];

/** The proxies that the settings name; where a state is given, those in that state. */
export function proxiesOf({ evidence: { settings } }: ProxyResult, state?: ProxyState): string {
  const meant = settings.filter((setting) => state === undefined || setting.state === state);
  return listed([...new Set(meant.map(({ address }) => address))]);
}

/** What stands for a tool on this machine: the names of tools and tunnels, or else hosts with made-up addresses. */
export function toolsOf({ evidence: { tools, tunnels, fakeAnswers } }: ProxyResult): string {
  const names = [
    ...tools.filter(({ kind }) => kind !== 'security').map(({ name }) => name),
    ...tunnels.map(({ name }) => name),
  ];
  return listed([...new Set(names.length > 0 ? names : fakeAnswers)]);
}
