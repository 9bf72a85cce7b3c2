import type { Knowledge } from '../knowledge/knowledge.ts';
import type { Cause, KnownError, Lookalike, Runbook } from '../knowledge/schema.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import type { Ask, Status } from '../knowledge/example-schema.ts';
import { bringsText } from './callback-text.ts';
import { decideCause, possibleCauses, type Decision } from './cause.ts';
import { evidenceFor, type Evidence } from './evidence.ts';
import type { TokenFact } from './jwt.ts';
import { languageOf } from './language.ts';
import { planRunbook, type PlannedCheck } from './plan.ts';
import { rank, type FoundError, type Ranking } from './ranking.ts';
import { redact } from './redact.ts';
import { isOutside, readSignals, type Signals } from './signals.ts';
import { nearestErrors, suspectsIn } from './suspects.ts';
import { lacksTenant, tenantHosts, type TenantHosts } from './tenant.ts';

/** What is known beside the text itself. */
export interface Context {
  /** Unix time in milliseconds; decides whether a token has run out. */
  readonly now: number;
  /** The language to answer in; without it that of the text. */
  readonly language?: Language | undefined;
  /** The person was asked for the callback text and has answered. */
  readonly answered?: boolean;
  /** Codes that the person has taken back. */
  readonly rejected?: readonly number[];
  /** The error of several to look at, instead of the first. */
  readonly focus?: number;
  /** The SSO host or name that the person gave. */
  readonly tenant?: string | null;
  /** The text's lines stand in it as in their source; true where it is not said. */
  readonly numbered?: boolean;
  /** Where each message begins in the text, which holds several; not said, it is one. */
  readonly messages?: readonly number[];
  /** Tokens of earlier texts, of which only the marks are left. */
  readonly tokens?: readonly TokenFact[];
}

/** What a text comes to. */
export interface Diagnosis {
  readonly status: Status;
  /** Best first. */
  readonly errors: readonly FoundError[];
  readonly cause: Cause | null;
  /** What the leading error can come from, where nothing decides between its causes yet. */
  readonly possible: readonly Cause[];
  readonly runbook: Runbook | null;
  readonly asks: readonly Ask[];
  readonly checks: readonly PlannedCheck[];
  readonly evidence: readonly Evidence[];
  /** Codes written like the pack's that the pack does not know. */
  readonly unknown: readonly number[];
  /** Codes of the pack that are another product's here, with that product's id. */
  readonly foreign: Ranking['foreign'];
  /** Known errors that may be meant; to be asked, never to be claimed. */
  readonly suspects: readonly KnownError[];
  /** Other products that the text, or a code in it, belongs to. */
  readonly lookalikes: readonly Lookalike[];
  /** The text holds the pack's code for success, and no error. */
  readonly success: KnownError | null;
  readonly signals: Signals;
  readonly tokens: readonly TokenFact[];
  /** Unix milliseconds; whether a token has run out is told as of then. */
  readonly now: number;
  readonly tenant: TenantHosts;
  readonly language: Language;
  readonly redactedText: string;
}

function lookalikesIn(signals: Signals, ranking: Ranking, knowledge: Knowledge): Lookalike[] {
  const named = ranking.foreign.map(({ lookalike }) => lookalike);
  return [...new Set([...named, ...signals.lookalikes])].flatMap(
    (id) => knowledge.lookalikes.get(id) ?? [],
  );
}

function statusWithoutError(ranking: Ranking, signals: Signals): Status {
  if (ranking.success) return 'needs-error-code';
  if (ranking.foreign.length > 0) return 'out-of-scope';
  if (ranking.unknown.length > 0) return 'unknown-code';
  return signals.lookalikes.length > 0 && !signals.own ? 'out-of-scope' : 'needs-error-code';
}

function asksFor(
  decision: Decision | null,
  runbook: Runbook | null,
  answered: boolean,
  signals: Signals,
  tenantIsMissing: boolean,
): Ask[] {
  if (!decision) return ['callback-text'];
  const places = runbook?.steps.flatMap(({ checks }) => checks.map(({ on }) => on)) ?? [];
  const wantsAddress = places.includes('callback-urls') || places.includes('callback-ips');
  const hasAddress = signals.urls.length > 0 || signals.ips.some(({ ip }) => isOutside(ip));
  return [
    ...(wantsAddress && !hasAddress && !answered ? ['callback-text' as const] : []),
    ...(places.includes('endpoints') && tenantIsMissing ? ['sso-domain' as const] : []),
  ];
}

function focusOn(errors: readonly FoundError[], code: number | undefined): readonly FoundError[] {
  const lead = errors.find(({ error }) => error.code === code);
  return lead ? [lead, ...errors.filter((error) => error !== lead)] : errors;
}

/**
 * Diagnoses a text as it was pasted. Everything in the result is read from the redacted text, so that no secret of
 * the original can be in it. Pure: the same text and context give the same diagnosis.
 */
export function diagnose(text: string, knowledge: Knowledge, context: Context): Diagnosis {
  const redacted = redact(text);
  const tokens = [...(context.tokens ?? []), ...redacted.tokens];
  const signals = readSignals(redacted.text, knowledge);
  const ranking = rank(signals, knowledge, context.rejected);
  const tenant = tenantHosts(
    signals.hosts.map(({ host }) => host),
    context.tenant ?? null,
    knowledge.pack,
  );
  const common = {
    signals,
    tokens,
    now: context.now,
    tenant,
    unknown: ranking.unknown,
    foreign: ranking.foreign,
    lookalikes: lookalikesIn(signals, ranking, knowledge),
    success: ranking.success,
    language: context.language ?? languageOf(text),
    redactedText: redacted.text,
  };

  const errors = focusOn(ranking.found, context.focus);
  const [lead] = errors;
  if (!lead) {
    const status = statusWithoutError(ranking, signals);
    return {
      ...common,
      status,
      errors,
      cause: null,
      possible: [],
      runbook: null,
      asks: status === 'out-of-scope' ? [] : ['error-code'],
      checks: [],
      evidence: [],
      suspects: suspectsFor(status, ranking, redacted.text, signals, knowledge),
    };
  }

  const { now, numbered = true, messages = [0] } = context;
  const answered = context.answered === true || bringsText(lead, redacted.text);
  const decision = decideCause(lead, knowledge, { signals, tokens, now, answered });
  const runbook = knowledge.runbooks.get(decision?.cause.runbook ?? '') ?? null;
  return {
    ...common,
    status: decision ? 'diagnosed' : 'needs-callback-text',
    errors,
    cause: decision?.cause ?? null,
    possible: decision ? [] : possibleCauses(lead.error, knowledge),
    runbook,
    asks: asksFor(decision, runbook, answered, signals, lacksTenant(tenant, knowledge.pack)),
    checks: runbook ? planRunbook(runbook, { pack: knowledge.pack, signals, tenant }) : [],
    evidence: evidenceFor(
      redacted.text,
      { found: lead, decision, signals, tokens, now, uses: knowledge.pack.tokens },
      { numbered, messages },
    ),
    suspects: [],
  };
}

function suspectsFor(
  status: Status,
  { unknown, success }: Ranking,
  redacted: string,
  { phrases }: Signals,
  knowledge: Knowledge,
): KnownError[] {
  if (success || status === 'out-of-scope') return [];
  const [code] = unknown;
  return code === undefined
    ? suspectsIn(redacted, phrases, knowledge)
    : nearestErrors(code, knowledge);
}
