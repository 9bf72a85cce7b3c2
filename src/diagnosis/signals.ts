import ipaddr from 'ipaddr.js';
import type { Knowledge } from '../knowledge/knowledge.ts';
import {
  findAddresses,
  type Addresses,
  type HostMark,
  type IpMark,
  type UrlMark,
} from './addresses.ts';
import { findCodes, type CodeMark } from './codes.ts';
import { fold } from './fold.ts';
import { findMarks, type NameMark, type ProductMark } from './marks.ts';
import { isDenied } from './negation.ts';
import { findPhrase, holdsPhrase } from './phrases.ts';
import { layOut, lineAt, type Layout } from './records.ts';

/** A code or a name of an error at one place of the text, with what its surroundings say about it. */
export interface Mention {
  readonly code: number;
  readonly written: string;
  readonly start: number;
  readonly record: number;
  readonly basis: CodeMark['basis'] | 'name';
  readonly negated: boolean;
  /** The callback that brought it, if the text names one beside it. */
  readonly callback: string | null;
  /** The other product whose error this is, or null. */
  readonly lookalike: string | null;
  /** A word of the product itself stands beside it. */
  readonly confirmed: boolean;
}

/** A mark with the record that it stands in. */
export type Placed<T> = T & { readonly record: number };

/** What a text says, before anybody judges what it means. */
export interface Signals extends Pick<Addresses, 'ports' | 'versions'> {
  readonly urls: readonly Placed<UrlMark>[];
  readonly hosts: readonly Placed<HostMark>[];
  readonly ips: readonly Placed<IpMark>[];
  /** In order of appearance. */
  readonly mentions: readonly Mention[];
  readonly callbacks: readonly string[];
  readonly lookalikes: readonly string[];
  /** A word of the product itself stands somewhere in the text. */
  readonly own: boolean;
  readonly platforms: readonly string[];
  /** The deciding phrases of the pack that stand in the text, in lower case. */
  readonly phrases: readonly string[];
  readonly layout: Layout;
}

/** Between a callback and the code it brings stand at most a bracket, a quote, a colon. */
const CALL_GAP = /^\s{0,2}(?:callback|回调)?[\s("'[:：,]{0,4}$/i;
const LONGEST_CALL_GAP = 14;

/** Marks of products, found by place: those of a line, those of a record. Each look-up takes logarithmic time. */
class MarksByPlace {
  readonly #layout: Layout;
  readonly #byLine: Map<number, ProductMark[]>;
  readonly #callbacksByLine: Map<number, ProductMark[]>;
  readonly #callbacksByRecord: Map<number, ProductMark[]>;
  readonly #ownersByRecord: Map<number, (string | null)[]>;
  readonly #callbackEnds: Set<number>;

  constructor(marks: readonly ProductMark[], layout: Layout) {
    const callbacks = marks.filter(({ callback }) => callback !== null);
    const lineOf = ({ start }: ProductMark): number => lineAt(layout, start).start;
    const recordOf = ({ start }: ProductMark): number => lineAt(layout, start).record;
    this.#layout = layout;
    this.#byLine = Map.groupBy(marks, lineOf);
    this.#callbacksByLine = Map.groupBy(callbacks, lineOf);
    this.#callbacksByRecord = Map.groupBy(callbacks, recordOf);
    this.#callbackEnds = new Set(callbacks.map(({ end }) => end));
    this.#ownersByRecord = new Map();
    for (const [record, inRecord] of Map.groupBy(marks, recordOf))
      this.#ownersByRecord.set(record, [...new Set(inRecord.map(({ lookalike }) => lookalike))]);
  }

  followsCallback(text: string, offset: number): boolean {
    for (let end = offset; end >= offset - LONGEST_CALL_GAP && end > 0; end--)
      if (this.#callbackEnds.has(end)) return CALL_GAP.test(text.slice(end, offset));
    return false;
  }

  /**
   * Whose error stands at `offset`. In its own line the nearest word before it decides, or else the nearest after it;
   * elsewhere in its record a word of the product itself outweighs another product's.
   */
  ownerAt(offset: number): { lookalike: string | null; confirmed: boolean } {
    const line = lineAt(this.#layout, offset);
    const nearest = nearestOf(this.#byLine.get(line.start), offset);
    if (nearest) return { lookalike: nearest.lookalike, confirmed: nearest.lookalike === null };
    const owners = this.#ownersByRecord.get(line.record) ?? [];
    const own = owners.includes(null);
    return { lookalike: own ? null : (owners[0] ?? null), confirmed: own };
  }

  callbackAt(offset: number): string | null {
    const line = lineAt(this.#layout, offset);
    const nearest =
      nearestOf(this.#callbacksByLine.get(line.start), offset) ??
      nearestOf(this.#callbacksByRecord.get(line.record), offset);
    return nearest?.callback ?? null;
  }
}

/** The last mark before `offset`, or else the first one after it. `marks` stand in order of appearance. */
function nearestOf(marks: readonly ProductMark[] = [], offset: number): ProductMark | undefined {
  let low = 0;
  let high = marks.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((marks[middle]?.start ?? Infinity) < offset) low = middle + 1;
    else high = middle;
  }
  return marks[low - 1] ?? marks[low];
}

function mentionsOf(
  text: string,
  codes: readonly CodeMark[],
  names: readonly NameMark[],
  places: MarksByPlace,
  layout: Layout,
): Mention[] {
  const fromCodes = codes.map((mark) => ({ ...mark, ...places.ownerAt(mark.start) }));
  const fromNames = names.map((mark) => ({
    ...mark,
    basis: 'name' as const,
    negated: isDenied(text, mark.start, mark.end),
    lookalike: null,
    confirmed: true,
  }));
  return [...fromCodes, ...fromNames]
    .sort((a, b) => a.start - b.start)
    .map(({ code, written, start, basis, negated, lookalike, confirmed }) => ({
      code,
      written,
      start,
      basis,
      negated,
      lookalike,
      confirmed,
      record: lineAt(layout, start).record,
      callback: places.callbackAt(start),
    }));
}

/**
 * Reads the signals of a text. The text must have been redacted: what stands in the signals is shown, stored and sent.
 * Linear in the length of the text.
 */
export function readSignals(redacted: string, knowledge: Knowledge): Signals {
  const text = fold(redacted);
  const lower = text.toLowerCase();
  const { pack } = knowledge;
  const layout = layOut(text);
  const { products, names } = findMarks(text, knowledge);
  const places = new MarksByPlace(products, layout);
  const addresses = findAddresses(text, pack.versionPattern);
  const codes = findCodes(text, knowledge, (offset) => places.followsCallback(text, offset));
  const placed = <T extends { readonly start: number }>(mark: T): Placed<T> => ({
    ...mark,
    record: lineAt(layout, mark.start).record,
  });
  return {
    ...addresses,
    urls: addresses.urls.map(placed),
    hosts: addresses.hosts.map(placed),
    ips: addresses.ips.map(placed),
    layout,
    mentions: mentionsOf(text, codes, names, places, layout),
    callbacks: unique(products.map(({ callback }) => callback)),
    lookalikes: unique(products.map(({ lookalike }) => lookalike)),
    own: products.some(({ lookalike }) => lookalike === null),
    platforms: knowledge.platformMarkers
      .filter(({ markers }) => markers.some((marker) => holdsPhrase(lower, marker)))
      .map(({ id }) => id),
    phrases: knowledge.decidingPhrases.filter((phrase) => placesSaid(lower, phrase).length > 0),
  };
}

/** Every place where the phrase stands in the text and is not denied; both in lower case. */
export function placesSaid(lower: string, phrase: string): readonly number[] {
  return findPhrase(lower, phrase).filter(
    (start) => !isDenied(lower, start, start + phrase.length),
  );
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

/** Whether `ip` lies in `range` (CIDR); addresses of the other family do not. */
export function inRange(ip: string, range: string): boolean {
  const address = ipaddr.process(ip);
  const [network, bits] = ipaddr.parseCIDR(range);
  return address.kind() === network.kind() && address.match([network, bits]);
}

const LOCAL = new Set([
  'private',
  'loopback',
  'linkLocal',
  'uniqueLocal',
  'carrierGradeNat',
  'unspecified',
]);

/** Whether `ip` is an address outside of the network of the machine that wrote the text. */
export function isOutside(ip: string): boolean {
  return !LOCAL.has(ipaddr.process(ip).range());
}
