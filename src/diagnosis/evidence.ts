import { askedFor, type Decision } from './cause.ts';
import { fold } from './fold.ts';
import type { TokenFact } from './jwt.ts';
import type { TokenUse } from '../knowledge/schema.ts';
import type { FoundError } from './ranking.ts';
import { lineAt, type Layout } from './records.ts';
import { isOutside, placesSaid, type Placed, type Signals } from './signals.ts';

/** One thing in the text that the diagnosis rests on. */
export interface Evidence {
  readonly kind: 'code' | 'phrase' | 'url' | 'ip' | 'token';
  /** As it stands in the redacted text. */
  readonly quote: string;
  /** From 1; null where a number would tell nothing: a text of one line, or one whose lines are not those of the source. */
  readonly line: number | null;
}

/** What was decided, and what it was decided from. */
export interface Decided {
  readonly found: FoundError;
  readonly decision: Decision | null;
  readonly signals: Signals;
  readonly tokens: readonly TokenFact[];
  readonly uses: readonly TokenUse[];
  /** Unix milliseconds. */
  readonly now: number;
}

/** How the text came about. */
export interface Source {
  /** Its lines stand in it as in their source. */
  readonly numbered: boolean;
  /** Where each message begins, in order, where it was said in several. */
  readonly messages: readonly number[];
}

/** Longer lines are shown around the place that matters. */
const LONGEST_QUOTE = 160;
const BEFORE_MARK = 60;
/** The same thing said five times is shown once; five different ones are enough to see it. */
const MOST_OF_A_KIND = 3;

interface Place {
  readonly kind: Evidence['kind'];
  readonly start: number;
}

/** The line around `start`, cut to what a person can take in. */
function quoteAt(text: string, line: Layout['lines'][number], start: number): string {
  const whole = text.slice(line.start, line.end);
  if (whole.trim().length <= LONGEST_QUOTE) return whole.trim();
  const from = Math.max(0, start - line.start - BEFORE_MARK);
  const to = Math.min(whole.length, from + LONGEST_QUOTE);
  const piece = whole.slice(from, to).trim();
  return `${from > 0 ? '…' : ''}${piece}${to < whole.length ? '…' : ''}`;
}

type Mark = Placed<{ readonly start: number }>;

/** Whether a mark stands in a record of the error, or without a time of its own in the same message. */
function standsBeside(
  { mentions }: FoundError,
  { layout }: Signals,
  messages: readonly number[],
): (mark: Mark) => boolean {
  const messageOf = (start: number): number => messages.findLastIndex((begin) => begin <= start);
  const records = new Set(mentions.map(({ record }) => record));
  const ours = new Set(mentions.map(({ start }) => messageOf(start)));
  return ({ start, record }) =>
    records.has(record) ||
    ((layout.records[record]?.time ?? null) === null && ours.has(messageOf(start)));
}

/** Marks that were asked for speak where they stand; where some stand beside the error, only those. */
function speaking<T extends Mark>(marks: readonly T[], isBeside: (mark: Mark) => boolean): T[] {
  const beside = marks.filter(isBeside);
  return beside.length > 0 ? beside : [...marks];
}

function placesOf(text: string, decided: Decided, { messages }: Source): Place[] {
  const { found, decision, signals, tokens, now, uses } = decided;
  const when = decision?.when ?? {};
  const asked = askedFor(when, found, { signals, tokens, now }, uses);
  const isBeside = standsBeside(found, signals, messages);
  // A failing network names beside its code the addresses that it failed at.
  const isNetwork = decision?.cause.category === 'network';
  const named = <T extends Mark>(marks: readonly T[], asks: readonly T[] | null): T[] =>
    asks ? speaking(asks, isBeside) : isNetwork ? marks.filter(isBeside) : [];
  const outside = signals.ips.filter(({ ip }) => isOutside(ip));

  const lower = fold(text).toLowerCase();
  const phrases = (when.says ?? []).flatMap((phrase) => placesSaid(lower, phrase.toLowerCase()));
  const marks = (asked.tokens ?? []).flatMap(({ mark }) => text.indexOf(mark));
  const first = (kind: Place['kind'], starts: readonly number[]): Place[] =>
    starts.slice(0, MOST_OF_A_KIND).map((start) => ({ kind, start }));
  const starts = (each: readonly { readonly start: number }[]): number[] =>
    each.map(({ start }) => start);
  return [
    ...first('code', starts(found.mentions)),
    ...first('phrase', phrases),
    ...first('url', starts(named(signals.urls, asked.urls))),
    ...first('ip', starts(named(outside, asked.ips))),
    ...first(
      'token',
      marks.filter((start) => start >= 0),
    ),
  ];
}

/** What in the redacted `text` the decision rests on, each line once, the code first. */
export function evidenceFor(text: string, decided: Decided, source: Source): Evidence[] {
  const seen = new Set<string>();
  const { layout } = decided.signals;
  const { lines } = layout;
  return placesOf(text, decided, source).flatMap(({ kind, start }) => {
    const place = lineAt(layout, start);
    const quote = quoteAt(text, place, start);
    const line = source.numbered && lines.length > 1 ? lines.indexOf(place) + 1 : null;
    const isNew = !seen.has(quote);
    seen.add(quote);
    return isNew ? [{ kind, quote, line }] : [];
  });
}
