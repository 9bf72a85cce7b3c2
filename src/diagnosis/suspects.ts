import type { Knowledge } from '../knowledge/knowledge.ts';
import type { KnownError } from '../knowledge/schema.ts';
import { createSearch, type Search } from '../knowledge/search.ts';

/** Errors that may be asked about, when a text names none that is known. */
const MOST_SUSPECTS = 3;
/** A hit below this shares some letters with the text, and nothing else. */
const LEAST_SCORE = 0.55;

/** A hit below this has nothing to do with the query. */
const LEAST_HIT = 0.25;

/** A greeting resembles every error a little; a symptom has more to it. */
const SAYS_SOMETHING = /\p{L}{8}|\p{Script=Han}{3}|\p{L}{2,}\s+\p{L}{2,}/u;

const searches = new WeakMap<Knowledge, Search>();

/** The free-text search over the errors of a pack; built at its first use. */
function errorSearch(knowledge: Knowledge): Search {
  const built = searches.get(knowledge);
  if (built) return built;
  const search = createSearch(
    knowledge.pack.errors.map((error) => ({
      id: String(error.code),
      texts: [
        ...error.names.map(({ name }) => name),
        ...error.aliases,
        error.title.en,
        error.title.zh,
        error.meaning.en,
        error.meaning.zh,
      ],
    })),
  );
  searches.set(knowledge, search);
  return search;
}

/** How many digits must be changed, added, left out or swapped to make one code of the other. */
function distance(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, at) => at)];
  const cell = (row: number, column: number): number => rows[row]?.[column] ?? Infinity;
  for (let i = 1; i <= a.length; i++) {
    rows[i] = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      rows[i]?.push(
        Math.min(
          cell(i - 1, j) + 1,
          cell(i, j - 1) + 1,
          cell(i - 1, j - 1) + (same ? 0 : 1),
          swapped ? cell(i - 2, j - 2) + 1 : Infinity,
        ),
      );
    }
  }
  return cell(a.length, b.length);
}

/** The known errors whose codes are one slip away from `code`, a login's first. */
export function nearestErrors(code: number, knowledge: Knowledge): KnownError[] {
  const written = String(code);
  return knowledge.pack.errors
    .filter(({ code: known, kind }) => kind !== 'success' && distance(written, String(known)) === 1)
    .sort(
      (a, b) =>
        Number(a.kind !== 'login') - Number(b.kind !== 'login') ||
        Math.abs(a.code - code) - Math.abs(b.code - code),
    )
    .slice(0, MOST_SUSPECTS);
}

interface Hit {
  readonly error: KnownError;
  /** From 0 to 1. */
  readonly score: number;
}

/** The error whose code or name the query is; the sign of a code may be missing. */
function exactHits(query: string, { pack }: Knowledge): Hit[] {
  const asked = query.trim().toLowerCase();
  return pack.errors
    .filter(
      ({ code, names, aliases }) =>
        [String(code), String(-code)].includes(asked) ||
        [...names.map(({ name }) => name), ...aliases].some((each) => each.toLowerCase() === asked),
    )
    .map((error) => ({ error, score: 1 }));
}

/** The errors of the pack that fit a query best: those that it names, then those that resemble it. */
export function searchErrors(query: string, knowledge: Knowledge, limit: number): Hit[] {
  const exact = exactHits(query, knowledge);
  if (exact.length > 0 && /^\s*-?\d+\s*$/.test(query)) return exact;
  const alike = errorSearch(knowledge)
    .find(query, limit)
    .flatMap(({ id, score }): Hit[] => {
      const error = knowledge.errors.get(Number(id));
      const isNew = error && !exact.some((hit) => hit.error === error);
      return isNew && score >= LEAST_HIT ? [{ error, score }] : [];
    });
  return [...exact, ...alike].slice(0, limit);
}

/**
 * The known errors that a text without a known code may be about: first those whose cause one of its deciding `phrases`
 * tells, then those that resemble it. A question to ask, never an answer.
 */
export function suspectsIn(
  redacted: string,
  phrases: readonly string[],
  knowledge: Knowledge,
): KnownError[] {
  if (!SAYS_SOMETHING.test(redacted)) return [];
  const told = knowledge.pack.errors.filter(({ causes }) =>
    causes.some(({ when }) => when?.says?.some((each) => phrases.includes(each.toLowerCase()))),
  );
  const alike = searchErrors(redacted, knowledge, MOST_SUSPECTS)
    .filter(({ error, score }) => score >= LEAST_SCORE && error.kind !== 'success')
    .map(({ error }) => error);
  return [...new Set([...told, ...alike])].slice(0, MOST_SUSPECTS);
}
