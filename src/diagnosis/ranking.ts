import { displayName, type Knowledge } from '../knowledge/knowledge.ts';
import type { KnownError } from '../knowledge/schema.ts';
import type { Layout } from './records.ts';
import type { Mention, Signals } from './signals.ts';

/** An error that a text holds, and how sure that is. */
export interface FoundError {
  readonly error: KnownError;
  readonly name: string;
  /** From 0 to 1. */
  readonly confidence: number;
  /** Every place that speaks for it, in order of appearance. */
  readonly mentions: readonly Mention[];
}

/** What the mentions of a text come to. */
export interface Ranking {
  /** The errors of the pack, the one to begin with first. */
  readonly found: readonly FoundError[];
  /** The text holds the pack's code for success, and no error. */
  readonly success: KnownError | null;
  /** Codes that are written like one of the pack's and are none. */
  readonly unknown: readonly number[];
  /** Codes of the pack that belong to another product here, with that product's id. */
  readonly foreign: readonly { readonly code: number; readonly lookalike: string }[];
}

/**
 * How sure a number is an error code of the pack, by the way it is written: alone, and with a word of the product
 * beside it. Judgement, held by the examples of the packs; only their order decides anything.
 */
const CONFIDENCE = {
  callback: { alone: 0.98, confirmed: 0.98 },
  name: { alone: 0.97, confirmed: 0.97 },
  label: { alone: 0.92, confirmed: 0.95 },
  alone: { alone: 0.9, confirmed: 0.9 },
  signed: { alone: 0.75, confirmed: 0.88 },
  positive: { alone: 0.7, confirmed: 0.85 },
  unsigned: { alone: 0.7, confirmed: 0.85 },
} as const satisfies Record<Mention['basis'], { alone: number; confirmed: number }>;
const NAME_AND_CODE = 0.99;
/** From here on a mention was meant as an error code; below, its look is all that speaks for it. */
const MEANT = 0.85;

/** More errors than this are not listed; a text that holds more is a table of codes, not a failure. */
const MOST_ERRORS = 20;

function confidenceOf(mentions: readonly Mention[]): number {
  const named = mentions.some(({ basis }) => basis === 'name');
  if (named && mentions.some(({ basis }) => basis !== 'name')) return NAME_AND_CODE;
  return mentions.reduce(
    (best, { basis, confirmed }) =>
      Math.max(best, CONFIDENCE[basis][confirmed ? 'confirmed' : 'alone']),
    0,
  );
}

function byCode(mentions: readonly Mention[]): Map<number, Mention[]> {
  return Map.groupBy(mentions, ({ code }) => code);
}

/**
 * When each error first came, as far as the text says so: its times if all are written alike, else the order of its
 * records; within one record the surer comes first.
 */
function firstSeen(found: readonly FoundError[], layout: Layout): (error: FoundError) => string {
  const timeOf = ({ mentions }: FoundError): string =>
    mentions
      .map(({ record }) => layout.records[record]?.time ?? '')
      .sort()
      .at(0) ?? '';
  const shapes = new Set(found.map((error) => timeOf(error).replace(/\d/g, '0')));
  const comparable = shapes.size === 1 && /^[\d\W]+T?[\d\W]+Z?$/.test([...shapes][0] ?? '');
  const placeOf = ({ mentions, confidence }: FoundError): string =>
    [mentions[0]?.record ?? 0, Math.round((1 - confidence) * 1000), mentions[0]?.start ?? 0]
      .map((number) => String(number).padStart(12, '0'))
      .join();
  return comparable ? (error) => timeOf(error) + placeOf(error) : placeOf;
}

/** The mentions that stand: a denial takes back what was said of the code before it, not what is said after it. */
function assertedMentions({ mentions }: Signals): Mention[] {
  const denials = new Map(
    mentions.filter(({ negated }) => negated).map(({ code, start }) => [code, start]),
  );
  return mentions.filter(({ code, start }) => start > (denials.get(code) ?? -1));
}

/**
 * Which errors a text holds, best first: what was meant as a code before what only looks like one, a login's errors
 * before others, the first failure before its consequences. `rejected` are codes that the person has taken back.
 */
export function rank(
  signals: Signals,
  knowledge: Knowledge,
  rejected: readonly number[] = [],
): Ranking {
  const asserted = assertedMentions(signals).filter(({ code }) => !rejected.includes(code));
  const own = byCode(asserted.filter(({ lookalike }) => lookalike === null));

  const all = [...own].flatMap(([code, mentions]) => {
    const error = knowledge.errors.get(code);
    return error
      ? [{ error, name: displayName(error), confidence: confidenceOf(mentions), mentions }]
      : [];
  });
  const found = all.filter(({ error }) => error.kind !== 'success');
  const seen = firstSeen(found, signals.layout);
  const order = (error: FoundError): string =>
    `${error.confidence >= MEANT ? 0 : 1}${error.error.kind === 'login' ? 0 : 1}${seen(error)}`;

  return {
    found: found.sort((a, b) => (order(a) < order(b) ? -1 : 1)).slice(0, MOST_ERRORS),
    success: found.length === 0 ? (all[0]?.error ?? null) : null,
    unknown: [...own.keys()].filter((code) => !knowledge.errors.has(code)),
    foreign: asserted.flatMap(({ code, lookalike }) =>
      lookalike !== null && !own.has(code) ? [{ code, lookalike }] : [],
    ),
  };
}
