import type { Sieve } from './sieve.ts';

interface Kept {
  /** Where it stands in the input, in bytes. */
  readonly at: number;
  readonly text: string;
}

/** Of each thing that lines speak of, the first and the last ones are kept. */
const FIRST_OF_A_KEY = 20;
const LAST_OF_A_KEY = 5;
/** Lines around one that matters. */
const AROUND = 3;
/** Of a longer line only the part around what matters is read, in bytes. */
const LONGEST_LINE = 16_384;
const LONGEST_LINE_AROUND = 1024;
const LARGEST_EXCERPT = 256 * 1024;
/** What stands for lines that were left out; it must look like nothing that means something. */
const GAP = '…';
/** Where nothing matters, so much of the beginning and of the end is shown. */
const LARGEST_END = 16 * 1024;

/** A word that came this often is no news: from then on, only the last line with it in each window is read. */
const OFTEN = 500;

/** The part of the input that is in the memory at a time, in bytes. */
const WINDOW = 1024 * 1024;
/** So much is kept on either side of what is searched: a line with its neighbours takes less. */
const MARGIN = 24 * 1024;
/** No word of a pack is longer. */
const LONGEST_WORD = 1024;
/** The search reads a little further than it searches. */
const SLACK = 4;
const NEWLINE = 10;

/**
 * A piece out of the middle of a line may begin inside a secret, or behind the word that announces one, where no
 * redaction sees it: what is cut off and the values of pairs are left out.
 */
function withoutLooseEnds(piece: string): string {
  return piece
    .replace(/^[^\s;,&"']*/, '')
    .replace(/([\w.-]{1,64}=)(?!-?\d{1,6}(?!\d))[^\s;&,"']+/g, `$1${GAP}`);
}

/** Gathers the lines of a large UTF-8 input that matter, in bounded memory; how it is cut into chunks changes nothing. */
export class Gatherer {
  readonly #sieve: Sieve;
  readonly #decoder = new TextDecoder();
  readonly #first = new Map<string, Kept[]>();
  readonly #last = new Map<string, Kept[]>();
  readonly #window = Buffer.alloc(WINDOW + SLACK);
  /** How much of the window is filled, and where in the input it begins, in bytes. */
  #filled = 0;
  #passed = 0;
  /** Up to where the window has been searched, and up to where its lines have been read. */
  #searched = 0;
  #read = 0;
  #beginning = '';
  readonly #seen: number[] = [];

  constructor(sieve: Sieve) {
    this.#sieve = sieve;
  }

  add(chunk: Uint8Array): void {
    for (let taken = 0; taken < chunk.length;) {
      const part = chunk.subarray(taken, taken + WINDOW - this.#filled);
      this.#window.set(part, this.#filled);
      this.#filled += part.length;
      taken += part.length;
      if (this.#filled === WINDOW) this.#moveOn();
    }
  }

  /** What was gathered, in the order of the input, with a mark where something was left out. */
  finish(): string {
    this.#keepBeginning();
    this.#window.fill(0, this.#filled);
    this.#search(this.#filled);
    const all = [...this.#first.values(), ...this.#last.values()].flat();
    const kept = [...new Map(all.map((each) => [each.at, each])).values()];
    if (kept.length === 0) {
      const ending = this.#decode(Math.max(0, this.#filled - LARGEST_END), this.#filled);
      return [this.#beginning, GAP, withoutLooseEnds(ending)].join('\n');
    }
    const pieces: string[] = [];
    let size = 0;
    for (const { text } of kept.sort((a, b) => a.at - b.at)) {
      size += text.length;
      if (size > LARGEST_EXCERPT) break;
      pieces.push(text);
    }
    return pieces.join(`\n${GAP}\n`);
  }

  #keepBeginning(): void {
    if (this.#passed === 0) this.#beginning = this.#decode(0, Math.min(LARGEST_END, this.#filled));
  }

  /** Searches a full window up to its margin, and moves it on to there. */
  #moveOn(): void {
    this.#keepBeginning();
    this.#search(WINDOW - MARGIN);
    const passed = WINDOW - 2 * MARGIN;
    this.#window.copyWithin(0, passed, WINDOW);
    this.#passed += passed;
    this.#filled -= passed;
    this.#searched -= passed;
    this.#read -= passed;
  }

  #search(end: number): void {
    const reach = Math.min(this.#filled, end + LONGEST_WORD);
    const lastOfOften = new Map<number, number>();
    this.#sieve.search(this.#window, this.#searched, reach, (at, word) => {
      if (at < this.#read || at >= end) return;
      const seen = (this.#seen[word] ?? 0) + 1;
      this.#seen[word] = seen;
      if (seen > OFTEN) lastOfOften.set(word, at);
      else this.#readLine(at);
    });
    for (const at of lastOfOften.values()) this.#readLine(at);
    this.#searched = end;
  }

  #decode(from: number, to: number): string {
    return this.#decoder.decode(this.#window.subarray(from, to));
  }

  /** Reads the line at that place of the window, or the part around it if the line is long. */
  #readLine(at: number): void {
    const newline = this.#window.indexOf(NEWLINE, at);
    const end = newline < 0 ? this.#filled : Math.min(newline, this.#filled);
    const start = this.#window.lastIndexOf(NEWLINE, at) + 1;
    const from = Math.max(start, at - LONGEST_LINE / 2);
    const to = Math.min(end, at + LONGEST_LINE / 2);
    this.#read = Math.max(this.#read, to);
    const piece = this.#decode(from, to);
    const keys = this.#sieve.keysOf(piece);
    if (keys.length === 0) return;
    const text = from > start ? withoutLooseEnds(piece) : this.#around(from, to);
    this.#keep(keys, { at: this.#passed + from, text });
  }

  #keep(keys: readonly string[], kept: Kept): void {
    for (const key of keys) {
      const first = this.#first.get(key) ?? [];
      const last = this.#last.get(key) ?? [];
      if (first.length < FIRST_OF_A_KEY) this.#first.set(key, [...first, kept]);
      else this.#last.set(key, [...last, kept].slice(-LAST_OF_A_KEY));
    }
  }

  /** The line with some lines around it. */
  #around(from: number, to: number): string {
    let start = from;
    for (let line = 0; line < AROUND && start > 0; line++) {
      const before = start < 2 ? 0 : this.#window.lastIndexOf(NEWLINE, start - 2) + 1;
      if (start - before > LONGEST_LINE_AROUND) break;
      start = before;
    }
    let end = to;
    for (let line = 0; line < AROUND && end < this.#filled; line++) {
      const newline = this.#window.indexOf(NEWLINE, end + 1);
      const after = newline < 0 ? this.#filled : Math.min(newline, this.#filled);
      if (after - end > LONGEST_LINE_AROUND) break;
      end = after;
    }
    return this.#decode(start, end);
  }
}
