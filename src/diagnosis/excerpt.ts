import { UsageError } from '../errors.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { recogniseEncoding, type Encoding } from './encoding.ts';
import { Gatherer } from './gatherer.ts';
import { createSieve } from './sieve.ts';

/** The part of an input that the diagnosis reads. */
export interface Excerpt {
  readonly text: string;
  readonly encoding: Encoding;
  /** Nothing was left out. */
  readonly whole: boolean;
}

/** An input in pieces, each of which need only hold until the next one is asked for. */
export type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Up to this many bytes an input is read whole. */
const LARGEST_WHOLE = 1024 * 1024;

function encodingOf(head: Uint8Array): Encoding {
  const recognised = recogniseEncoding(head);
  if ('encoding' in recognised) return recognised.encoding;
  throw new UsageError(
    'binary-input',
    `the input is ${recognised.binary}, not text`,
    'give a text or a log file; unpack an archive first, and type the text of a picture',
  );
}

/** An input too large to be kept. */
class LargeInput {
  readonly #encoding: Encoding;
  readonly #decoder: InstanceType<typeof TextDecoder> | null;
  readonly #gatherer: Gatherer;

  constructor(head: Uint8Array, packs: readonly Knowledge[]) {
    this.#encoding = encodingOf(head);
    this.#decoder = this.#encoding === 'utf-8' ? null : new TextDecoder(this.#encoding);
    this.#gatherer = new Gatherer(createSieve(packs));
    this.add(head);
  }

  add(chunk: Uint8Array): void {
    this.#gatherer.add(
      this.#decoder ? Buffer.from(this.#decoder.decode(chunk, { stream: true })) : chunk,
    );
  }

  finish(): Excerpt {
    if (this.#decoder) this.#gatherer.add(Buffer.from(this.#decoder.decode()));
    return { text: this.#gatherer.finish(), encoding: this.#encoding, whole: false };
  }
}

/**
 * Reads an input of any size in bounded memory. A small one is kept whole; of a larger one, the lines that matter to
 * one of the packs, with some lines around each, in their order.
 * @throws {UsageError} `binary-input`, where it is no text.
 */
export async function readExcerpt(chunks: Chunks, packs: readonly Knowledge[]): Promise<Excerpt> {
  const head: Uint8Array[] = [];
  let size = 0;
  let large: LargeInput | null = null;
  for await (const chunk of chunks) {
    if (large) {
      large.add(chunk);
      continue;
    }
    head.push(Buffer.from(chunk));
    size += chunk.length;
    if (size > LARGEST_WHOLE) large = new LargeInput(Buffer.concat(head.splice(0)), packs);
  }
  if (large) return large.finish();
  const whole = Buffer.concat(head);
  const encoding = encodingOf(whole);
  return { text: new TextDecoder(encoding).decode(whole), encoding, whole: true };
}
