import Fuse from 'fuse.js';
import MiniSearch from 'minisearch';
import { createSearch, type SearchEntry } from '../../src/knowledge/search.ts';
import { lessThan, moreThan, timesPerCall, type Measurement } from './measurement.ts';
import { entriesOf, questionsOn } from './search-corpus.ts';

/** The ids of the best five entries for a query. */
type Finder = (query: string) => string[];

const BEST = 5;

function ours(entries: readonly SearchEntry[]): Finder {
  const search = createSearch(entries);
  return (query) => search.find(query, BEST).map(({ id }) => id);
}

function plainFuse(entries: readonly SearchEntry[]): Finder {
  const fuse = new Fuse(entries, { keys: ['texts'], threshold: 0.4, ignoreLocation: true });
  return (query) => fuse.search(query, { limit: BEST }).map(({ item }) => item.id);
}

const HAN = /^\p{Script=Han}/u;

/** Words, and each character and pair of a run of Han: left alone, MiniSearch takes the run for one word. */
function tokensOf(text: string): string[] {
  return (text.match(/\p{Script=Han}+|[[\p{L}\p{N}]--\p{Script=Han}]+/gv) ?? []).flatMap((run) =>
    HAN.test(run)
      ? Array.from(run).flatMap((character, at, all) =>
          at + 1 < all.length ? [character, character + (all[at + 1] ?? '')] : [character],
        )
      : run.split(/(?<=\p{Ll})(?=\p{Lu})/u),
  );
}

/** MiniSearch at its best: a field for each text, and no prefixes of Han, where they cost time and find nothing. */
function miniSearch(entries: readonly SearchEntry[]): Finder {
  const index = new MiniSearch({
    fields: ['0', '1', '2', '3', '4'],
    tokenize: tokensOf,
    searchOptions: { fuzzy: 0.2, prefix: (term) => !HAN.test(term) },
  });
  index.addAll(entries.map(({ id, texts }) => ({ id, ...Object.fromEntries(texts.entries()) })));
  return (query) =>
    index
      .search(query)
      .slice(0, BEST)
      .map(({ id }) => String(id));
}

interface Peer {
  readonly name: string;
  readonly build: (entries: readonly SearchEntry[]) => Finder;
  /** How many questions a round asks, and of how many rounds the median is taken. */
  readonly asks: number;
  readonly rounds: number;
}

/** Plain Fuse takes half a second a query over 10,000 entries and many seconds over 100,000, so it is asked less. */
function peersAt(size: number): readonly Peer[] {
  const [asks, rounds] = size === 100_000 ? [2, 1] : [8, 5];
  return [
    { name: 'fuse.js', build: plainFuse, asks, rounds },
    { name: 'minisearch', build: miniSearch, asks: 40, rounds: 5 },
  ];
}

/** Milliseconds a query over `size` entries takes: ours beside plain Fuse and beside MiniSearch. */
export function searchMeasurements(size: 1000 | 10_000 | 100_000): Measurement[] {
  const entries = entriesOf(size);
  const finder = ours(entries);
  return peersAt(size).map(({ name, build, asks, rounds }) => {
    const questions = questionsOn(size, asks);
    const [time = NaN, peerTime = NaN] = timesPerCall(
      [finder, build(entries)].map((find) => () => questions.map(({ query }) => find(query))),
      { minMs: 100, rounds },
    );
    return lessThan(`search-${size / 1000}k`, 'ms/query', time / asks, peerTime / asks, name);
  });
}

/** Of misspelt questions on 10,000 entries, half of them Chinese, the part that has the entry meant among the best five. */
export function recallMeasurements(): Measurement[] {
  const entries = entriesOf(10_000);
  const questions = questionsOn(10_000, 100);
  const recallOf = (build: (entries: readonly SearchEntry[]) => Finder): number => {
    const finder = build(entries);
    const found = questions.filter(({ query, expected }) => finder(query).includes(expected));
    return found.length / questions.length;
  };
  const recall = recallOf(ours);
  return [
    moreThan('search-recall', 'recall@5', recall, recallOf(plainFuse), 'fuse.js'),
    moreThan('search-recall', 'recall@5', recall, recallOf(miniSearch), 'minisearch'),
  ];
}
