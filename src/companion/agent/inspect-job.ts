import type { Findings } from '../../checks/measure.ts';
import { prepareSweep, type PreparedSweep, type Surroundings } from '../../checks/prepare.ts';
import { referenceHosts, type Targets } from '../../diagnosis/plan.ts';
import { readHost } from '../../diagnosis/public-host.ts';
import { hostOf } from '../../diagnosis/target.ts';
import { tenantHosts, type TenantHosts } from '../../diagnosis/tenant.ts';
import type { Packs } from '../../knowledge/packs.ts';
import type { Knowledge } from '../../knowledge/knowledge.ts';
import { probeHosts } from '../../knowledge/probe-hosts.ts';
import { Job, type JobRefusal } from '../protocol.ts';
import { isSignedFor } from '../signing.ts';

/** What a job is held against. */
export interface Inspection {
  readonly serverKey: string;
  readonly device: string;
  /** Of this connection. */
  readonly nonce: string;
  /** The server's time now; Unix milliseconds. */
  readonly serverTime: number;
  readonly packs: Packs;
  readonly surroundings?: Surroundings;
}

/** A job that this machine may run, if its user agrees. */
export interface AllowedJob {
  readonly job: Job;
  readonly knowledge: Knowledge;
  readonly tenant: TenantHosts;
  /** Servers of the product and the user's company. */
  readonly known: readonly string[];
  /** Servers that this program does not know by itself: those that the error's text named, and `control`. */
  readonly foreign: readonly string[];
  /** The helpdesk's own UDP responder, where it is one of the targets. */
  readonly control: string | null;
  /** Others that are touched to see whether there is a way out at all. */
  readonly others: readonly string[];
  /** Everything that a sweep of it needs. */
  readonly prepare: (signal: AbortSignal) => PreparedSweep;
  readonly findings: (
    prepared: PreparedSweep,
    found: Pick<Findings, 'results' | 'lagMs'>,
  ) => Findings;
}

export type Inspected =
  | { readonly kind: 'allowed'; readonly allowed: AllowedJob }
  | { readonly kind: 'refused'; readonly code: JobRefusal; readonly about: string | null };

/** No honest server asks for longer ahead, however wrong a clock is. */
const LONGEST_LIFE_MS = 24 * 60 * 60_000;
/** A text names a few servers of a failure; more than these are somebody's list of targets. */
const MOST_FOREIGN = 20;

function refused(code: JobRefusal, about: string | null = null): Inspected {
  return { kind: 'refused', code, about };
}

/** The id of a job that nothing else is believed of; null where there is none. */
export function idOfPayload(payload: string): string | null {
  try {
    const id = (JSON.parse(payload) as { id?: unknown } | null)?.id;
    return Job.shape.id.safeParse(id).data ?? null;
  } catch {
    return null;
  }
}

function hostsOf({ checks }: Job): string[] {
  const hosts = checks.flatMap((check) => hostOf(check) ?? []);
  return [...new Set(hosts.map((host) => readHost(host)?.host ?? host))];
}

/** What the checks of the machine itself are measured against. */
function touchedBy({ checks }: Job, { pack, tenant }: Pick<Targets, 'pack' | 'tenant'>): string[] {
  const kinds = new Set(checks.map(({ kind }) => kind));
  return [
    ...(kinds.has('ip-families') || kinds.has('proxy') ? referenceHosts({ pack, tenant }) : []),
    ...(kinds.has('ip-families') ? pack.network.anchors : []),
  ];
}

/** Every server that a sweep of it touches. */
export function hostsTouched({ known, foreign, others }: AllowedJob): string[] {
  return [...known, ...foreign, ...others];
}

/**
 * Judges a job by this program's own rules, whatever the server says: signed by the server that this machine was paired
 * with, for this device and this connection, not too old, and with no check that the policy refuses.
 */
export function inspectJob(
  payload: string,
  signature: string,
  { serverKey, device, nonce, serverTime, packs, surroundings }: Inspection,
): Inspected {
  if (!isSignedFor('job', [payload], signature, serverKey)) return refused('unsigned');
  const parsed = Job.safeParse(JSON.parse(payload));
  if (!parsed.success) return refused('malformed', parsed.error.issues[0]?.path.join('.') ?? null);
  const job = parsed.data;
  if (job.device !== device || job.nonce !== nonce) return refused('replayed');
  if (job.expiresAt <= serverTime) return refused('expired');
  if (job.expiresAt > serverTime + LONGEST_LIFE_MS) return refused('malformed', 'expiresAt');
  const knowledge = packs.find(({ pack }) => pack.id === job.pack);
  if (!knowledge) return refused('unknown-pack', job.pack);

  const { pack } = knowledge;
  const hosts = hostsOf(job);
  const tenant = tenantHosts(hosts, null, pack);
  const own = new Set([
    ...pack.endpoints.map(({ host }) => host),
    ...tenant.byTemplate.values(),
    ...tenant.others,
  ]);
  const probes = probeHosts(pack.network);
  const foreign = hosts.filter((host) => !own.has(host) && !probes.has(host));
  if (foreign.length > MOST_FOREIGN) return refused('policy', `${foreign.length} hosts`);
  // A host that is not measured answers for nothing.
  const control = foreign.find((host) => host === job.control) ?? null;
  const prepare = (signal: AbortSignal): PreparedSweep =>
    prepareSweep(
      { checks: job.checks, targets: { pack, tenant }, named: foreign, control: null, signal },
      surroundings,
    );
  const { policy } = prepare(AbortSignal.abort()).context;
  const forbidden = job.checks.find((check) => check.kind === 'logs' || policy.refuses(check));
  if (forbidden)
    return refused('policy', `${forbidden.kind} ${forbidden.target}`.slice(0, 200).toWellFormed());
  return {
    kind: 'allowed',
    allowed: {
      job,
      knowledge,
      tenant,
      known: hosts.filter((host) => own.has(host)),
      foreign,
      others: [
        ...hosts.filter((host) => probes.has(host) && !own.has(host)),
        ...touchedBy(job, { pack, tenant }).filter((host) => !hosts.includes(host)),
      ],
      prepare,
      control,
      // The sweep was planned with it, so it is not planned once more.
      findings: ({ endpoints }, { results, lagMs }) => ({
        results,
        lagMs,
        endpoints,
        control,
      }),
    },
  };
}
