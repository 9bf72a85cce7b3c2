import type { Encoding } from './encoding.ts';
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
const LONGEST_LINE = 4096;
const LARGEST_EXCERPT = 256 * 1024;
/** What stands for lines that were left out; it must look like nothing that means something. */
const GAP = '…';
/** Where nothing matters, the beginning and the end of the input are shown. */
const LARGEST_END = 16 * 1024;

/** Gathers the lines of a large input that matter, block by block, in bounded memory. */
export class Gatherer {
  readonly #sieve: Sieve;
  readonly #decoder: InstanceType<typeof TextDecoder>;
  readonly #first = new Map<string, Kept[]>();
  readonly #last = new Map<string, Kept[]>();
  #offset = 0;
  #beginning = '';
  #ending = '';

  constructor(sieve: Sieve, encoding: Encoding) {
    this.#sieve = sieve;
    this.#decoder = new TextDecoder(encoding);
  }

  /** Reads a block of whole lines. */
  read(block: Buffer): void {
    if (block.length === 0) return;
    const bytes = block.toString('latin1');
    if (this.#offset === 0) this.#beginning = this.#decode(block.subarray(0, LARGEST_END));
    this.#ending = this.#decode(block.subarray(-LARGEST_END));
    let read = -1;
    for (const at of this.#candidatesIn(bytes)) {
      if (at < read) continue;
      const start = bytes.lastIndexOf('\n', at) + 1;
      const newline = bytes.indexOf('\n', at);
      const end = newline < 0 ? bytes.length : newline;
      const from = Math.max(start, at - LONGEST_LINE / 2);
      read = Math.min(end, at + LONGEST_LINE / 2);
      this.#consider(block, from, read);
    }
    this.#offset += block.length;
  }

  #candidatesIn(bytes: string): number[] {
    const found = this.#sieve.candidates.flatMap((pattern) =>
      Array.from(bytes.matchAll(pattern), ({ index }) => index),
    );
    return found.sort((a, b) => a - b);
  }

  #decode(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes);
  }

  #consider(block: Buffer, from: number, to: number): void {
    const keys = this.#sieve.keysOf(this.#decode(block.subarray(from, to)));
    if (keys.length === 0) return;
    const kept: Kept = { at: this.#offset + from, text: this.#around(block, from, to) };
    for (const key of keys) {
      const first = this.#first.get(key) ?? [];
      this.#first.set(key, first);
      if (first.length < FIRST_OF_A_KEY) first.push(kept);
      else {
        const last = this.#last.get(key) ?? [];
        this.#last.set(key, last);
        last.push(kept);
        if (last.length > LAST_OF_A_KEY) last.shift();
      }
    }
  }

  /** The line with some lines around it, as far as they are in the same block. */
  #around(block: Buffer, from: number, to: number): string {
    let start = from;
    for (let line = 0; line < AROUND && start > 0; line++) {
      const before = block.lastIndexOf(10, start - 2) + 1;
      if (start - before > LONGEST_LINE / 4) break;
      start = before;
    }
    let end = to;
    for (let line = 0; line < AROUND && end < block.length; line++) {
      const newline = block.indexOf(10, end + 1);
      const after = newline < 0 ? block.length : newline;
      if (after - end > LONGEST_LINE / 4) break;
      end = after;
    }
    return this.#decode(block.subarray(start, end));
  }

  /** What was gathered, in the order of the input, with a mark where something was left out. */
  text(): string {
    const all = [...this.#first.values(), ...this.#last.values()].flat();
    const kept = [...new Map(all.map((each) => [each.at, each])).values()];
    kept.sort((a, b) => a.at - b.at);
    if (kept.length === 0) return [this.#beginning, GAP, this.#ending].join('\n');
    const pieces: string[] = [];
    let size = 0;
    for (const { text } of kept) {
      size += text.length;
      if (size > LARGEST_EXCERPT) break;
      pieces.push(text);
    }
    return pieces.join(`\n${GAP}\n`);
  }
}
