/**
 * A person's text in the two strands that are misspelt in different ways: words of letters and digits (letters left
 * out, doubled or swapped), and runs of Han characters (others of the same sound).
 */
export interface Strands {
  readonly words: readonly string[];
  readonly han: readonly string[];
}

const CAMEL_HUMP = /(?<=[\p{Ll}\p{N}])(?=\p{Lu})|(?<=\p{Lu})(?=\p{Lu}\p{Ll})/gu;
const RUN = /\p{Script=Han}+|[[\p{L}\p{M}\p{N}]--\p{Script=Han}]+/gv;
const HAN = /^\p{Script=Han}/u;

/** The strands of a text: full-width letters folded, names like "LoginNetError" taken apart, all in lower case. */
export function strandsOf(text: string): Strands {
  const words: string[] = [];
  const han: string[] = [];
  const folded = text.normalize('NFKC').replace(CAMEL_HUMP, ' ').toLowerCase();
  for (const run of folded.match(RUN) ?? []) (HAN.test(run) ? han : words).push(run);
  return { words, han };
}

/** Grams are hashed to this many slots; two that share one only make the filter a little coarser. */
const SLOTS = 2 ** 16;

/** The slot of a set of neighbours: their order is dropped, since swapped neighbours are the commonest slip. */
function slotOf(a: number, b: number, c: number): number {
  const low = Math.min(a, b, c);
  const high = Math.max(a, b, c);
  const middle = a + b + c - low - high;
  const mixed = Math.imul(Math.imul(Math.imul(low, 31) + middle, 0x9e3779b1) + high, 0x85ebca6b);
  return (mixed ^ (mixed >>> 15)) >>> 16;
}

const EDGE = 95;

/** Calls `visit` with the slot of each gram: three neighbours of a word with its edges, one or two of a Han run. */
function eachGram({ words, han }: Strands, visit: (slot: number) => void): void {
  for (const word of words) {
    let [a, b] = [EDGE, word.charCodeAt(0)];
    for (let at = 1; at <= word.length; at++) {
      const c = at < word.length ? word.charCodeAt(at) : EDGE;
      visit(slotOf(a, b, c));
      [a, b] = [b, c];
    }
  }
  for (const run of han)
    for (let at = 0; at < run.length; at++) {
      visit(slotOf(0, 0, run.charCodeAt(at)));
      if (at > 0) visit(slotOf(0, run.charCodeAt(at - 1), run.charCodeAt(at)));
    }
}

/** A query counts its rarest grams first, and stops here: the commonest tell least and cost most. */
const MOST_POSTINGS = 500_000;
/** An entry that holds less than this part of what the best one holds is as good as never the one meant. */
const LEAST_PART = 0.7;
/** A line of this many grams counts half: of lines that hold the same, the shorter one says it more plainly. */
const LONG_LINE = 1000;

/** An entry that shares something with a query. */
export interface Candidate {
  readonly entry: number;
  /** How much of the query the entry holds: between 0 and 1; what few lines hold weighs more. */
  readonly overlap: number;
  /** Its line that holds most of the query's words, and the one that holds most of its Han runs. */
  readonly wordsLine: number;
  readonly hanLine: number;
}

export interface CandidateIndex {
  /** The entries, `most` at most, that share about as much with the query as the best one does. */
  find(query: Strands, most: number): Candidate[];
}

/** Which lines hold which gram: those of slot s stand in `lines` from `starts[s]` to `starts[s + 1]`. */
interface Postings {
  readonly starts: Uint32Array;
  readonly lines: Uint32Array;
  /** Of each line: 1 for an empty one, less the more grams it has. */
  readonly brevity: Float32Array;
}

function postingsOf(lines: readonly Strands[]): Postings {
  const lastLine = new Int32Array(SLOTS);
  const eachPosting = (visit: (slot: number, line: number) => void): void => {
    lastLine.fill(-1);
    lines.forEach((strands, line) => {
      eachGram(strands, (slot) => {
        if (lastLine[slot] === line) return;
        lastLine[slot] = line;
        visit(slot, line);
      });
    });
  };
  const starts = new Uint32Array(SLOTS + 1);
  const brevity = new Float32Array(lines.length);
  eachPosting((slot, line) => {
    starts[slot + 1] = (starts[slot + 1] ?? 0) + 1;
    brevity[line] = (brevity[line] ?? 0) + 1;
  });
  for (let slot = 0; slot < SLOTS; slot++)
    starts[slot + 1] = (starts[slot + 1] ?? 0) + (starts[slot] ?? 0);
  const next = starts.slice();
  const posted = new Uint32Array(starts[SLOTS] ?? 0);
  eachPosting((slot, line) => {
    const at = next[slot] ?? 0;
    posted[at] = line;
    next[slot] = at + 1;
  });
  return { starts, lines: posted, brevity: brevity.map((grams) => 1 / (1 + grams / LONG_LINE)) };
}

interface Gram {
  readonly start: number;
  readonly end: number;
  readonly weight: number;
}

/**
 * The grams of a query, the rarest first; the fewer lines hold a gram, the more it weighs. One that no line holds
 * counts as held by one: it is a slip, or a word that the knowledge base does not know.
 */
function gramsOf(strands: Strands, { starts, brevity }: Postings): Gram[] {
  const slots = new Set<number>();
  eachGram(strands, (slot) => slots.add(slot));
  return Array.from(slots, (slot) => {
    const [start, end] = [starts[slot] ?? 0, starts[slot + 1] ?? 0];
    return { start, end, weight: Math.log(1 + brevity.length / Math.max(1, end - start)) };
  }).sort((a, b) => b.weight - a.weight);
}

/** Sets the share of the query that each line holds; `total` is the weight of the whole query. */
function share(
  grams: readonly Gram[],
  total: number,
  lines: Uint32Array,
  shares: Float32Array,
): void {
  shares.fill(0);
  let counted = 0;
  for (const { start, end, weight } of grams) {
    if (counted >= MOST_POSTINGS) return;
    counted += end - start;
    for (let at = start; at < end; at++) {
      const line = lines[at] ?? 0;
      shares[line] = (shares[line] ?? 0) + weight / total;
    }
  }
}

/** The places of the `most` highest worths, the highest first, without those far below it. */
function bestOf(worths: Float32Array, most: number): number[] {
  const worthAt = (place: number): number => worths[place] ?? 0;
  let floor = 0;
  let best: number[] = [];
  const keepMost = (): void => {
    best = best.sort((a, b) => worthAt(b) - worthAt(a) || a - b).slice(0, most);
  };
  for (let place = 0; place < worths.length; place++) {
    const worth = worthAt(place);
    if (worth <= floor) continue;
    best.push(place);
    floor = Math.max(floor, worth * LEAST_PART);
    if (best.length < 4 * most) continue;
    keepMost();
    floor = Math.max(floor, worthAt(best.at(-1) ?? 0));
  }
  keepMost();
  return best.filter((place) => worthAt(place) >= floor);
}

/** An index from grams to the entries that hold them; an entry is given by its lines. */
export function indexCandidates(entries: readonly (readonly Strands[])[]): CandidateIndex {
  const postings = postingsOf(entries.flat());
  const entryCount = entries.length;
  const firstLines = new Uint32Array(entryCount + 1);
  entries.forEach((lines, entry) => {
    firstLines[entry + 1] = (firstLines[entry] ?? 0) + lines.length;
  });
  // Kept from query to query, since arrays of this size are slow to make; each query sets them anew.
  const wordShares = new Float32Array(postings.brevity.length);
  const hanShares = new Float32Array(postings.brevity.length);
  const worths = new Float32Array(entryCount);

  const worthOf = (line: number, shares: Float32Array): number =>
    (shares[line] ?? 0) * (postings.brevity[line] ?? 0);
  const bestLine = (entry: number, shares: Float32Array): number => {
    let best = firstLines[entry] ?? 0;
    for (let line = best + 1; line < (firstLines[entry + 1] ?? 0); line++)
      if (worthOf(line, shares) > worthOf(best, shares)) best = line;
    return best;
  };
  const addWorths = (shares: Float32Array): void => {
    let line = 0;
    for (let entry = 0; entry < entryCount; entry++) {
      let most = 0;
      for (const end = firstLines[entry + 1] ?? 0; line < end; line++)
        // No line is worth more than its share, so most need no second look.
        if ((shares[line] ?? 0) > most) most = Math.max(most, worthOf(line, shares));
      if (most > 0) worths[entry] = (worths[entry] ?? 0) + most;
    }
  };

  return {
    find({ words, han }, most) {
      const wordGrams = gramsOf({ words, han: [] }, postings);
      const hanGrams = gramsOf({ words: [], han }, postings);
      const total = [...wordGrams, ...hanGrams].reduce((sum, { weight }) => sum + weight, 0);
      share(wordGrams, total, postings.lines, wordShares);
      share(hanGrams, total, postings.lines, hanShares);
      worths.fill(0);
      if (wordGrams.length > 0) addWorths(wordShares);
      if (hanGrams.length > 0) addWorths(hanShares);

      return bestOf(worths, most).map((entry) => {
        const [wordsLine, hanLine] = [bestLine(entry, wordShares), bestLine(entry, hanShares)];
        const overlap = (wordShares[wordsLine] ?? 0) + (hanShares[hanLine] ?? 0);
        return { entry, overlap, wordsLine, hanLine };
      });
    },
  };
}
