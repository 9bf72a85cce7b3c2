import type { Endpoint, Pack, Runbook, RunbookStep } from '../knowledge/schema.ts';
import type { CheckKind } from '../knowledge/vocabulary.ts';
import { isPublic, readHost } from './public-host.ts';
import type { Signals } from './signals.ts';
import { hostPortOf, targetOf } from './target.ts';
import type { TenantHosts } from './tenant.ts';

/** One measurement to make. */
export interface PlannedCheck {
  readonly kind: CheckKind;
  /** A host, an address, host:port or a web address, as the kind wants it; "-" for the machine itself. */
  readonly target: string;
}

/** What a step of a runbook can be measured on. */
export interface Targets {
  readonly pack: Pack;
  readonly signals: Signals;
  readonly tenant: TenantHosts;
}

/** The hosts of the product, whatever a text named beside them. */
type Places = Pick<Targets, 'pack' | 'tenant'>;

/** More than this many addresses of a text are not measured: it is a log, and the first ones belong to the failure. */
const MOST_FROM_TEXT = 10;
/** The port on which a server speaks TLS, unless something else is known of it. */
const TLS_PORT = 443;
/** One server may be out of reach, or wrong itself. */
const MOST_CLOCKS = 2;

/** Each value once, and of a log's many only the first ones. */
function firstDistinct(values: readonly string[]): string[] {
  return [...new Set(values)].slice(0, MOST_FROM_TEXT);
}

/** A web address without the parts that can hold a secret, or the mark of one; a check needs none of them. */
function withoutSecrets(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1').replace(/[?#‹].*$/s, '');
}

/** The table with the tenant's own hosts in place; a row whose host nobody knows keeps its `{tenant}`. */
export function endpointRows({ pack, tenant }: Places): Endpoint[] {
  const rows = pack.endpoints.map((endpoint) => ({
    ...endpoint,
    host: tenant.byTemplate.get(endpoint.host) ?? endpoint.host,
  }));
  const template = pack.endpoints.find(({ host }) => host.includes('{tenant}'));
  const others = template
    ? tenant.others.map((host) => ({ ...template, host, tcp: [TLS_PORT] }))
    : [];
  return [...rows, ...others];
}

/** The rows of the table that can be measured. */
function knownEndpoints(targets: Places): Endpoint[] {
  return endpointRows(targets).filter(({ host }) => !host.includes('{tenant}'));
}

type Ports = Pick<Endpoint, 'host' | 'tcp' | 'udp'>;

function endpointTargets(kind: CheckKind, { host, tcp = [], udp = [] }: Ports): string[] {
  switch (kind) {
    case 'tcp':
      return tcp.map((port) => targetOf({ host, port }));
    case 'tls':
      return tcp.includes(TLS_PORT) ? [targetOf({ host, port: TLS_PORT })] : [];
    case 'quic':
      return udp.map((port) => targetOf({ host, port }));
    default:
      return [host];
  }
}

/** Hosts of the product that stop a login and speak TLS: what the machine itself is measured against. */
export function referenceHosts(targets: Places): string[] {
  return knownEndpoints(targets)
    .filter(({ tcp, stopsLogin }) => stopsLogin && tcp?.includes(TLS_PORT))
    .map(({ host }) => host);
}

function machineTargets(kind: CheckKind, targets: Targets): string[] {
  if (kind !== 'clock') return ['-'];
  return referenceHosts(targets)
    .slice(0, MOST_CLOCKS)
    .map((host) => `https://${host}/`);
}

/** Whether a host of a pasted text may be measured: a name or an address of the public internet. */
function isMeasurable(written: string): boolean {
  const read = readHost(written);
  return read?.kind === 'name' || (read?.kind === 'address' && isPublic(read.host));
}

/** The places of the text's web addresses that speak TLS. */
function securedPlaces({ urls }: Signals): string[] {
  return urls
    .filter(({ url, host }) => /^https:/i.test(url) && isMeasurable(host))
    .map(({ host, port }) => `${host}:${port ?? TLS_PORT}`);
}

function targetsOf({ kind, on }: RunbookStep['checks'][number], targets: Targets): string[] {
  const { signals, pack } = targets;
  switch (on) {
    case 'callback-urls':
      return firstDistinct(
        signals.urls.filter(({ host }) => isMeasurable(host)).map(({ url }) => withoutSecrets(url)),
      );
    case 'callback-hosts':
      return kind === 'tls' || kind === 'tcp'
        ? firstDistinct(securedPlaces(signals))
        : firstDistinct(signals.hosts.map(({ host }) => host).filter(isMeasurable));
    case 'callback-ips': {
      const ips = firstDistinct(signals.ips.map(({ ip }) => ip).filter(isPublic));
      return kind === 'tcp' ? ips.map((ip) => targetOf({ host: ip, port: TLS_PORT })) : ips;
    }
    case 'endpoints':
      return knownEndpoints(targets).flatMap((endpoint) => endpointTargets(kind, endpoint));
    case 'probes':
      return pack.network.probes.map(({ url }) => url);
    case 'machine':
      return machineTargets(kind, targets);
  }
}

/** A place that a person gives as `host` or `host:port`, an IPv6 address in brackets where a port follows. */
export function readPlace(written: string): {
  readonly host: string;
  readonly port: number | null;
} {
  const place = hostPortOf(written);
  const named = place?.host ?? written;
  return { host: readHost(named)?.host ?? named.toLowerCase(), port: place?.port ?? null };
}

/** What can be measured of such a place: as the table has it, or else where TLS is spoken. */
export function planHost(written: string, targets: Targets): PlannedCheck[] {
  const { host, port } = readPlace(written);
  const known = knownEndpoints(targets).find((each) => each.host === host);
  const endpoint = port === null ? (known ?? { host, tcp: [TLS_PORT] }) : { host, tcp: [port] };
  const isAddress = readHost(host)?.kind === 'address';
  return ([isAddress ? 'ping' : 'dns', 'tcp', 'tls', 'quic'] as const).flatMap((kind) =>
    endpointTargets(kind, endpoint).map((target) => ({ kind, target })),
  );
}

/** The measurements that a step of a runbook asks for. */
export function planStep(step: RunbookStep, targets: Targets): PlannedCheck[] {
  return step.checks.flatMap((check) =>
    targetsOf(check, targets).map((target) => ({ kind: check.kind, target })),
  );
}

/** The measurements of a whole runbook, in its order, each once. */
export function planRunbook(runbook: Runbook, targets: Targets): PlannedCheck[] {
  const planned = runbook.steps.flatMap((step) => planStep(step, targets));
  return [...new Map(planned.map((check) => [`${check.kind} ${check.target}`, check])).values()];
}

/** The hosts and addresses that a text names. */
export function namedIn({ hosts, ips }: Signals): string[] {
  return [...hosts.map(({ host }) => host), ...ips.map(({ ip }) => ip)];
}
