import fc from 'fast-check';
import type { ToGateway } from '../../src/companion/protocol.ts';
import { createKeys, newNonce } from '../../src/companion/signing.ts';
import { frameOf, introduction, messageFrame, OPCODES, proven } from './raw-client.ts';

/** Frames that were right before something was done to them. */

const job = '6f1f3b0e-0c0f-4a51-9f0b-3f6f1d2b7a10';
const keys = createKeys();
const challenge = { nonce: newNonce(), key: keys.publicKey };
const result = {
  kind: 'dns',
  target: 'conn.wemeet.tencent.com',
  status: 'ok',
  finding: 'resolved',
  timings: { total: 12.5 },
  evidence: {
    v4: ['203.0.113.7'],
    v6: [],
    leftOut: 0,
    source: 'dns',
    servers: ['192.0.2.53'],
    failure: null,
  },
} as const;

/** One of every kind that a companion may send, of a job that nobody has. */
const RIGHT: readonly ToGateway[] = [
  proven(
    { kind: 'enrol', key: keys.publicKey, ticket: 'CDF-GHJ-KMN', ...introduction() },
    keys,
    challenge,
  ),
  proven({ kind: 'prove', id: job, ...introduction() }, keys, challenge),
  { kind: 'asking', job },
  { kind: 'begun', job, consent: 'person' },
  { kind: 'ended', job, result: structuredClone(result) as never },
  { kind: 'finished', job, lagMs: 3, results: [structuredClone(result) as never] },
  { kind: 'refused', job, code: 'user', about: null },
  { kind: 'aborted', job, code: 'failed' },
];

interface Node {
  readonly holder: Record<string, unknown>;
  readonly key: string;
}

/** Every place of a value where something else could stand. */
function placesIn(value: unknown): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as Record<string, unknown>;
  return Object.keys(holder).flatMap((key) => [{ holder, key }, ...placesIn(holder[key])]);
}

const wrongValue = fc.oneof(
  fc.jsonValue({ maxDepth: 3 }),
  fc.string({ unit: 'binary' }),
  fc.constantFrom<unknown>(null, -0, 1e308, '', '\0', '\u202e', '\ud800', [], {}, true),
  fc.constant('x'.repeat(3000)),
  fc.constant('🎉'.repeat(300)),
);

/** A right message in which one place holds something else, is missing, or has company. */
const wrongMessage = fc
  .tuple(fc.constantFrom(...RIGHT), fc.nat(), fc.nat(3), wrongValue)
  .map(([message, at, how, value]) => {
    const copy = structuredClone(message);
    const places = placesIn(copy);
    const place = places[at % places.length];
    if (!place) return 'null';
    const { holder, key } = place;
    if (how === 0) Reflect.deleteProperty(holder, key);
    else if (how === 1) holder[`${key}_`] = value;
    else if (how === 2) Object.defineProperty(holder, '__proto__', { value, enumerable: true });
    else holder[key] = value;
    return JSON.stringify(copy);
  });

/** The text of a right message, some bytes of which were changed, lost or doubled. */
const wrongText = fc
  .tuple(
    fc.constantFrom(...RIGHT.map((message) => JSON.stringify(message))),
    fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0x20, max: 0x7e }), fc.nat(2)), {
      minLength: 1,
      maxLength: 4,
    }),
  )
  .map(([text, changes]) =>
    changes.reduce((written, [at, byte, how]) => {
      const place = at % written.length;
      const put = String.fromCharCode(byte);
      return (
        written.slice(0, place) +
        (how === 0 ? '' : put) +
        written.slice(place + (how === 2 ? 0 : 1))
      );
    }, text),
  );

/** Texts of messages that went wrong; each of them is one frame that is whole. */
export function wrongTexts(count: number, seed: number): string[] {
  return fc.sample(fc.oneof(wrongMessage, wrongText), { numRuns: count, seed });
}

/** Frames of which bits were flipped, those of the length and of the mask among them. */
export function flippedFrames(count: number, seed: number): Buffer[] {
  const frames = RIGHT.map((message) => messageFrame(message));
  const flips = fc.array(fc.tuple(fc.nat(), fc.nat(7)), { minLength: 1, maxLength: 8 });
  const heads = fc.tuple(fc.constantFrom(...frames), fc.nat(9), fc.nat(7), flips);
  return fc.sample(heads, { numRuns: count, seed }).map(([frame, place, bit, more]) => {
    const flipped = Buffer.from(frame);
    for (const [at, of] of [[place, bit] as const, ...more]) {
      const index = at % flipped.length;
      flipped[index] = (flipped[index] ?? 0) ^ (1 << of);
    }
    return flipped;
  });
}

export function textFrame(text: string): Buffer {
  return frameOf(OPCODES.text, text);
}
