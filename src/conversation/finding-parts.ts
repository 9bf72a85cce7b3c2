import type { DnsResult, ProxyResult, TcpResult, TlsResult } from '../checks/result.ts';

/** Pieces of results that are the same in every language. */

const MOST_SHOWN = 3;

/** Milliseconds as a person reads them: "35 ms", "3.2 s". */
export function sayMs(ms: number | undefined): string {
  if (ms === undefined || !Number.isFinite(ms)) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

function listed(values: readonly string[]): string {
  const shown = values.slice(0, MOST_SHOWN).join(', ');
  return values.length > MOST_SHOWN ? `${shown}, …` : shown;
}

export function addressesOf({ evidence: { v4, v6 } }: DnsResult): string {
  return listed([...v4, ...v6]);
}

/** The addresses that did not connect. */
export function failedOf({ evidence: { attempts } }: TcpResult): string {
  const failed = attempts.filter(({ outcome }) => outcome !== 'connected');
  return listed(failed.map(({ address }) => address));
}

/** Who issued the certificate that was shown. */
export function issuerOf({ evidence: { chain } }: TlsResult): string {
  return chain[0]?.issuer ?? '?';
}

/** The proxies, tools and tunnels that were found. */
export function toolsOf({ evidence: { settings, tools, tunnels } }: ProxyResult): string {
  const names = [
    ...settings.map(({ address }) => address),
    ...tools.map(({ name }) => name),
    ...tunnels.map(({ name }) => name),
  ];
  return listed([...new Set(names)]);
}
