import Fuse from 'fuse.js';
import { indexCandidates, strandsOf } from './candidates.ts';

/** Something that can be found by free text. */
export interface SearchEntry {
  readonly id: string;
  /** Titles, names and symptom sentences, in any language. */
  readonly texts: readonly string[];
}

export interface Hit {
  readonly id: string;
  /** 1: a text of the entry is what was asked for; 0: nothing in common. */
  readonly score: number;
}

export interface Search {
  /**
   * The entries nearest to the query, best first, each id once; `limit` of them at most, and never more than 48.
   * Misspelt words and Han homophones are forgiven. No hit for a query without a letter or digit. Never throws.
   */
  find(query: string, limit: number): Hit[];
}

/** What a person asks is shorter; the rest of a pasted log would only cost time and blur what was asked. */
const MOST_CHARACTERS = 200;
/** Entries that the filter hands to Fuse, which takes some microseconds a line. */
const MOST_CANDIDATES = 48;
/** A Han character tells about as much as three letters. */
const HAN_WEIGHT = 3;

/** What a line loses at most for saying more than was asked. */
const LENGTH_WEIGHT = 0.1;

const FUSE_OPTIONS = {
  includeScore: true,
  ignoreLocation: true,
  shouldSort: false,
  // More of the letters may differ than in Fuse's common use: the filter has kept unlike lines away already.
  threshold: 0.6,
} as const;

/** How close each line is to the pattern: 1 the same, 0 unlike. */
function closenessTo(pattern: string, lines: readonly string[]): number[] {
  const closeness = lines.map(() => 0);
  if (pattern === '') return closeness;
  for (const { item, refIndex, score = 1 } of new Fuse(lines, FUSE_OPTIONS).search(pattern)) {
    const fit = Math.min(1, pattern.length / item.length);
    closeness[refIndex] = (1 - LENGTH_WEIGHT) * (1 - score) + LENGTH_WEIGHT * fit;
  }
  return closeness;
}

/** Builds the index; two entries may share an id. */
export function createSearch(entries: readonly SearchEntry[]): Search {
  const strands = entries.map(({ texts }) => (texts.length > 0 ? texts : ['']).map(strandsOf));
  const ids = entries.map(({ id }) => id);
  // Fuse sees words without the spaces between them, so that a missing space is no slip at all.
  const wordLines = strands.flat().map(({ words }) => words.join(''));
  const hanLines = strands.flat().map(({ han }) => han.join(''));
  const index = indexCandidates(strands);

  return {
    find(query, limit) {
      if (!(limit >= 1)) return [];
      const asked = strandsOf(query.slice(0, MOST_CHARACTERS));
      const [words, han] = [asked.words.join(''), asked.han.join('')];
      const hanPart = (HAN_WEIGHT * han.length) / (HAN_WEIGHT * han.length + words.length);
      const candidates = index.find(asked, MOST_CANDIDATES);
      const wordsClose = closenessTo(
        words,
        candidates.map(({ wordsLine }) => wordLines[wordsLine] ?? ''),
      );
      const hanClose = closenessTo(
        han,
        candidates.map(({ hanLine }) => hanLines[hanLine] ?? ''),
      );
      const scores = new Map<string, number>();
      candidates.forEach(({ entry, overlap }, at) => {
        const id = ids[entry] ?? '';
        const closeness = (1 - hanPart) * (wordsClose[at] ?? 0) + hanPart * (hanClose[at] ?? 0);
        scores.set(id, Math.max(scores.get(id) ?? 0, (Math.min(1, overlap) + closeness) / 2));
      });
      return Array.from(scores, ([id, score]) => ({ id, score }))
        .sort((a, b) => b.score - a.score)
        .slice(0, limit);
    },
  };
}
