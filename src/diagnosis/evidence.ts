import { isExpired, type Decision } from './cause.ts';
import { fold } from './fold.ts';
import type { TokenFact } from './jwt.ts';
import type { FoundError } from './ranking.ts';
import { lineAt, type Layout } from './records.ts';
import { inRange, placesSaid, type Signals } from './signals.ts';

/** One thing in the text that speaks for the diagnosis. */
export interface Evidence {
  readonly kind: 'code' | 'phrase' | 'url' | 'ip' | 'token';
  /** As it stands in the redacted text. */
  readonly quote: string;
  /** From 1; null where a number would tell nothing: a text of one line, or one whose lines are not those of the source. */
  readonly line: number | null;
  /** Only of a token whose expiry can be read: whether it has passed. */
  readonly expired?: boolean;
}

/** Longer lines are shown around the place that matters. */
const LONGEST_QUOTE = 160;
const BEFORE_MARK = 60;
/** The same thing said five times is shown once; five different ones are enough to see it. */
const MOST_OF_A_KIND = 3;

interface Place {
  readonly kind: Evidence['kind'];
  readonly start: number;
  readonly expired?: boolean;
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

function placesOf(
  text: string,
  found: FoundError,
  decision: Decision | null,
  signals: Signals,
  tokens: readonly TokenFact[],
  now: number,
): Place[] {
  const when = decision?.when;
  const lower = fold(text).toLowerCase();
  const phrases = (when?.says ?? [])
    .flatMap((phrase) => placesSaid(lower, phrase.toLowerCase()))
    .map((start): Place => ({ kind: 'phrase', start }));
  const first = (kind: Place['kind'], marks: readonly { readonly start: number }[]): Place[] =>
    marks.slice(0, MOST_OF_A_KIND).map(({ start }) => ({ kind, start }));
  const address = when?.address;
  const ips = address ? signals.ips.filter(({ ip }) => inRange(ip, address)) : signals.ips;
  const isNetwork = decision?.cause.category === 'network';
  return [
    ...first('code', found.mentions),
    ...phrases.slice(0, MOST_OF_A_KIND),
    ...(isNetwork ? first('url', signals.urls) : []),
    ...(isNetwork ? first('ip', ips) : []),
    ...tokens.slice(0, MOST_OF_A_KIND).flatMap((token) => {
      const start = text.indexOf(token.mark);
      const expired = isExpired(token, now);
      return start < 0 || expired === null ? [] : [{ kind: 'token' as const, start, expired }];
    }),
  ];
}

/**
 * What in the redacted `text` speaks for the diagnosis, each line once, the code first. Its lines are `numbered` as in
 * the source, or they are not.
 */
export function evidenceFor(
  text: string,
  found: FoundError,
  decision: Decision | null,
  signals: Signals,
  { tokens, now, numbered }: { tokens: readonly TokenFact[]; now: number; numbered: boolean },
): Evidence[] {
  const seen = new Set<string>();
  const { lines } = signals.layout;
  return placesOf(text, found, decision, signals, tokens, now).flatMap(
    ({ kind, start, expired }) => {
      const place = lineAt(signals.layout, start);
      const quote = quoteAt(text, place, start);
      const line = numbered && lines.length > 1 ? lines.indexOf(place) + 1 : null;
      const isNew = !seen.has(quote) || kind === 'token';
      seen.add(quote);
      return isNew ? [{ kind, quote, line, ...(expired === undefined ? {} : { expired }) }] : [];
    },
  );
}
