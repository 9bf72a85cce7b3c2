import type { Category, Language } from '../knowledge/vocabulary.ts';
import type { Ask, Status } from '../knowledge/example-schema.ts';
import { isExpired } from './cause.ts';
import type { Diagnosis } from './diagnose.ts';
import type { PlannedCheck } from './plan.ts';

/** What a diagnosis found, as other programs read it. */
export interface Findings {
  readonly status: Status;
  readonly errors: readonly {
    readonly code: number;
    readonly name: string;
    readonly confidence: number;
  }[];
  readonly cause: string | null;
  readonly category: Category | null;
  readonly signals: {
    readonly codes: readonly number[];
    readonly names: readonly string[];
    readonly callbacks: readonly string[];
    readonly urls: readonly string[];
    readonly hosts: readonly string[];
    readonly ips: readonly string[];
    readonly tokens: readonly {
      readonly kind: 'jwt';
      readonly expiresAt: string | null;
      readonly expired: boolean | null;
    }[];
  };
  readonly asks: readonly Ask[];
  readonly fixes: readonly { readonly text: string; readonly owner: string }[];
  readonly checks: readonly PlannedCheck[];
  readonly language: Language;
}

/** The contract of `diagnose --json`, field by field. */
export interface Report extends Findings {
  readonly redactedText: string;
}

/** Dates outside of what a JavaScript date can hold are not told. */
const LAST_SECOND = 8_640_000_000_000;

function isoTime(seconds: number | null): string | null {
  if (seconds === null || !(Math.abs(seconds) <= LAST_SECOND)) return null;
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

/** The report of a diagnosis; `now` (Unix milliseconds) decides whether a token has run out. */
export function reportOf(diagnosis: Diagnosis, now: number): Report {
  return { ...findingsOf(diagnosis, now), redactedText: diagnosis.redactedText };
}

/** The report without the text, for where the text stands already. */
export function findingsOf(diagnosis: Diagnosis, now: number): Findings {
  const { signals, cause, language } = diagnosis;
  const said = signals.mentions.filter(({ negated }) => !negated);
  return {
    status: diagnosis.status,
    errors: diagnosis.errors.map(({ error, name, confidence }) => ({
      code: error.code,
      name,
      confidence,
    })),
    cause: cause?.id ?? null,
    category: cause?.category ?? null,
    signals: {
      codes: unique(said.filter(({ basis }) => basis !== 'name').map(({ code }) => code)),
      names: unique(said.filter(({ basis }) => basis === 'name').map(({ written }) => written)),
      callbacks: signals.callbacks,
      urls: unique(signals.urls.map(({ url }) => url)),
      hosts: unique(signals.hosts.map(({ host }) => host)),
      ips: unique(signals.ips.map(({ ip }) => ip)),
      tokens: diagnosis.tokens.map((token) => ({
        kind: token.kind,
        expiresAt: isoTime(token.expiresAt),
        expired: isExpired(token, now),
      })),
    },
    asks: diagnosis.asks,
    fixes: (cause?.fixes ?? []).map(({ text, owner }) => ({ text: text[language], owner })),
    checks: diagnosis.checks,
    language,
  };
}
