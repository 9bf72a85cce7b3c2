import type { PlannedEndpoint } from '../plan-sweep.ts';
import type { CheckKind, Fault } from '../../knowledge/vocabulary.ts';
import type { CheckResult, Measured, OfKind } from '../result.ts';
import { hostOf } from '../../diagnosis/target.ts';

/** What the results are about. */
export interface Ground {
  /** The product's endpoints, with the tenant's own hosts in place. */
  readonly endpoints: readonly PlannedEndpoint[];
  /** Our own responder, which answers on the product's UDP ports; null where there is none. */
  readonly control: string | null;
  /** How long the machine itself was too busy to notice an answer, at the most. */
  readonly lagMs: number;
  /** Hosts that answer one known thing. */
  readonly probes: ReadonlySet<string>;
}

/** A fault that the results show. */
export interface Shown {
  readonly fault: Fault;
  /** Hosts, places or addresses that it affects; what it is at, where it is at one thing. */
  readonly targets: readonly string[];
  /** The results that show it. */
  readonly evidence: readonly Measured[];
  /** Further results that it accounts for, so that no other fault is looked for behind them. */
  readonly explains: readonly Measured[];
}

/** The results of a sweep, of which fewer and fewer are open: each fault that is found accounts for some. */
export class Seen {
  readonly ground: Ground;
  readonly all: readonly Measured[];
  readonly #explained = new Set<Measured>();
  readonly #endpoints: ReadonlyMap<string, PlannedEndpoint>;

  constructor(results: readonly CheckResult[], ground: Ground) {
    this.ground = ground;
    this.all = results.filter((result): result is Measured => result.status !== 'failed');
    this.#endpoints = new Map(ground.endpoints.map((endpoint) => [endpoint.host, endpoint]));
  }

  of<K extends CheckKind>(kind: K): OfKind<K>[] {
    return this.all.filter((result): result is OfKind<K> => result.kind === kind);
  }

  /** Those of that kind that nothing accounts for yet. */
  open<K extends CheckKind>(kind: K): OfKind<K>[] {
    return this.of(kind).filter((result) => !this.#explained.has(result));
  }

  /** Every result that is not as it should be and that nothing accounts for yet. */
  get troubles(): Measured[] {
    return this.all.filter((result) => result.status !== 'ok' && !this.#explained.has(result));
  }

  account({ evidence, explains }: Shown): void {
    for (const result of [...evidence, ...explains]) this.#explained.add(result);
  }

  endpointOf(result: Measured): PlannedEndpoint | null {
    return this.#endpoints.get(hostOf(result) ?? '') ?? null;
  }

  /** A host that only receives reports is judged by itself, for it cannot stop a login. */
  isReportsOnly(result: Measured): boolean {
    return this.endpointOf(result)?.stopsLogin === false;
  }

  /** Whether any of them is about more than hosts for reports: a fault that hits these alone is not told as one. */
  concernsLogin(evidence: readonly Measured[]): boolean {
    return evidence.some((result) => !this.isReportsOnly(result));
  }

  /** Whether the result is about our own responder and not about the product. */
  isControl(result: Measured): boolean {
    return this.ground.control !== null && hostOf(result) === this.ground.control;
  }

  /** Whether anything at all came back from beyond the machine. */
  get somethingAnswered(): boolean {
    return this.all.some((result) => {
      switch (result.kind) {
        case 'dns':
          return result.evidence.source === 'dns' && !isUnanswered(result);
        case 'ping':
          return result.evidence.received > 0;
        case 'tcp':
        case 'tls':
          return result.evidence.attempts.some(hasAnswered);
        case 'quic':
          return result.finding === 'answered' || result.finding === 'answered-otherwise';
        case 'http':
          return result.evidence.status !== null;
        case 'ip-families':
          return [result.evidence.v4, result.evidence.v6].some(({ state }) => state === 'works');
        case 'clock':
          return result.evidence.offsetSeconds !== null;
        case 'proxy':
          return result.evidence.settings.some(({ state }) => state !== null && state !== 'dead');
        case 'logs':
          return false;
      }
    });
  }
}

export function hasAnswered({ outcome }: { readonly outcome: string }): boolean {
  return outcome === 'connected' || outcome === 'refused' || outcome === 'reset';
}

export function isUnanswered({ evidence: { failure } }: OfKind<'dns'>): boolean {
  return failure === 'no-answer' || failure === 'server-failure';
}

/** Each value once, in order of appearance. */
export function distinct(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
