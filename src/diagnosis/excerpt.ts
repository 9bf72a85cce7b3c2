import { UsageError } from '../errors.ts';
import type { Knowledge } from '../knowledge/knowledge.ts';
import { recogniseEncoding, type Encoding } from './encoding.ts';
import { Gatherer } from './gatherer.ts';
import { createSieve } from './sieve.ts';

/** The part of an input that the diagnosis reads. */
export interface Excerpt {
  readonly text: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  /** Nothing was left out. */
  readonly whole: boolean;
}

/** Up to this many bytes an input is read whole. */
const LARGEST_WHOLE = 1024 * 1024;
const NEWLINE = 10;
/** A longer line is cut, so that a file without newlines fits in the memory. */
const LONGEST_LINE = 256 * 1024;

function encodingOf(head: Uint8Array): Encoding {
  const recognised = recogniseEncoding(head.subarray(0, 65_536));
  if ('encoding' in recognised) return recognised.encoding;
  throw new UsageError(
    'binary-input',
    `the input is ${recognised.binary}, not text`,
    'give a text or a log file; unpack an archive first, and type the text of a picture',
  );
}

async function* asUtf8(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  encoding: Encoding,
): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder(encoding);
  for await (const chunk of chunks) yield Buffer.from(decoder.decode(chunk, { stream: true }));
  yield Buffer.from(decoder.decode());
}

async function* chain(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}

/**
 * Reads an input of any size in bounded memory. A small one is kept whole; of a larger one, the lines that matter to
 * the pack, with some lines around each, in their order.
 * @throws {UsageError} `binary-input`, where it is no text.
 */
export async function readExcerpt(
  chunks: AsyncIterable<Uint8Array>,
  knowledge: Knowledge,
): Promise<Excerpt> {
  const rest = chunks[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let bytes = 0;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
    head.push(next.value);
    bytes += next.value.length;
    if (bytes > LARGEST_WHOLE) break;
  }
  const start = Buffer.concat(head);
  const encoding = encodingOf(start);
  if (bytes <= LARGEST_WHOLE)
    return { text: new TextDecoder(encoding).decode(start), bytes, encoding, whole: true };

  const isWide = encoding === 'utf-16le' || encoding === 'utf-16be';
  const gatherer = new Gatherer(createSieve(knowledge), isWide ? 'utf-8' : encoding);
  let total = 0;
  const counted = (async function* () {
    for await (const chunk of chain([start], rest)) {
      total += chunk.length;
      yield chunk;
    }
  })();
  let carry: Uint8Array = new Uint8Array();
  for await (const chunk of isWide ? asUtf8(counted, encoding) : counted) {
    const block =
      carry.length > 0
        ? Buffer.concat([carry, chunk])
        : Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    const newline = block.lastIndexOf(NEWLINE);
    const end = newline < 0 && block.length > LONGEST_LINE ? block.length : newline + 1;
    gatherer.read(block.subarray(0, end));
    carry = block.subarray(end);
  }
  gatherer.read(Buffer.from(carry));
  return { text: gatherer.text(), bytes: total, encoding, whole: false };
}
