import { isIP } from 'node:net';
import type { Endpoint, Pack, Runbook, RunbookStep } from '../knowledge/schema.ts';
import type { CheckKind } from '../knowledge/vocabulary.ts';
import { isPublic, type Signals } from './signals.ts';
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

/** More than this many addresses of a text are not measured: it is a log, and the first ones belong to the failure. */
const MOST_FROM_TEXT = 10;
/** The port on which a server speaks TLS, unless something else is known of it. */
const TLS_PORT = 443;

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].slice(0, MOST_FROM_TEXT);
}

/** A web address without the parts that can hold a secret, or the mark of one; a check needs none of them. */
function withoutSecrets(url: string): string {
  return url.replace(/^(https?:\/\/)[^/?#]*@/i, '$1').replace(/[?#‹].*$/s, '');
}

/** The table with the tenant's own hosts in place; a row whose host nobody knows keeps its `{tenant}`. */
export function endpointRows({ pack, tenant }: Targets): Endpoint[] {
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
function knownEndpoints(targets: Targets): Endpoint[] {
  return endpointRows(targets).filter(({ host }) => !host.includes('{tenant}'));
}

function endpointTargets(kind: CheckKind, { host, tcp = [], udp = [] }: Endpoint): string[] {
  switch (kind) {
    case 'tcp':
      return tcp.map((port) => `${host}:${port}`);
    case 'tls':
      return tcp.includes(TLS_PORT) ? [`${host}:${TLS_PORT}`] : [];
    case 'quic':
      return udp.map((port) => `${host}:${port}`);
    default:
      return [host];
  }
}

function machineTarget(kind: CheckKind, targets: Targets): string {
  if (kind !== 'clock') return '-';
  const reference = knownEndpoints(targets).find(
    ({ tcp, stopsLogin }) => stopsLogin && tcp?.includes(TLS_PORT),
  );
  return reference ? `https://${reference.host}/` : '-';
}

const HOST_NAME = /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,8}[a-z]{2,24}$/;
/** Endings of names that only a network of its own knows (RFC 6761, RFC 6762, and usage). */
const LOCAL_NAME =
  /\.(?:local|localhost|localdomain|internal|intranet|lan|home|corp|test|invalid)$/;

/** Whether a host of a pasted text may be measured: a name or an address of the public internet. */
function isMeasurable(host: string): boolean {
  const literal = host.replace(/^\[|\]$/g, '');
  return isIP(literal) === 0 ? HOST_NAME.test(host) && !LOCAL_NAME.test(host) : isPublic(literal);
}

function targetsOf({ kind, on }: RunbookStep['checks'][number], targets: Targets): string[] {
  const { signals } = targets;
  switch (on) {
    case 'callback-urls':
      return distinct(
        signals.urls.filter(({ host }) => isMeasurable(host)).map(({ url }) => withoutSecrets(url)),
      );
    case 'callback-hosts':
      return distinct(signals.hosts.map(({ host }) => host).filter(isMeasurable));
    case 'callback-ips':
      return distinct(signals.ips.map(({ ip }) => ip).filter(isPublic));
    case 'endpoints':
      return knownEndpoints(targets).flatMap((endpoint) => endpointTargets(kind, endpoint));
    case 'machine':
      return [machineTarget(kind, targets)];
  }
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
