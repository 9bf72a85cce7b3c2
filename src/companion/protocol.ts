import { z } from 'zod';
import { MOST_CHECKS } from '../checks/plan-sweep.ts';
import { CheckResult, LONGEST_LINE } from '../checks/result.ts';
import { CHECK_KINDS } from '../knowledge/vocabulary.ts';

/**
 * Every message between a companion and the gateway, once, for both sides. Each message is one text frame that holds one
 * JSON object. Either side takes the other for hostile: every field is bounded, and what is not written here is refused.
 */

/** Counts up when an older side could not follow any more. */
export const PROTOCOL = 1;
/** The WebSocket subprotocol (RFC 6455 §1.9) that both sides name. */
export const SUBPROTOCOL = 'login-doctor.companion';
/** Where the gateway listens. */
export const COMPANION_PATH = '/companion';
/** Bytes of one frame: the results of a whole sweep, with every chain of certificates, fit in. */
export const LARGEST_FRAME = 512 * 1024;
/** Bytes of one piece of a packed log, and how many pieces it may have. */
export const LARGEST_PART = 192 * 1024;
export const MOST_PARTS = 400;
/** The companion lets the gateway hear of it so often; milliseconds. */
export const HEARTBEAT_MS = 20_000;
/** Who was not heard of for so long is gone; milliseconds. */
export const SILENCE_MS = 50_000;

/** 32 bytes: a nonce, or the raw form of an Ed25519 public key (RFC 8032 §5.1.5). */
const Bytes32 = z.string().regex(/^[\w-]{43}$/);
/** 64 bytes: an Ed25519 signature. */
const Signature = z.string().regex(/^[\w-]{86}$/);
/** In lower case, as it stands in the name of a file, which some systems do not tell from upper case. */
const Uuid = z.uuid().lowercase();
/** Unix milliseconds. */
const Time = z.int().min(0).max(Number.MAX_SAFE_INTEGER);
/** Text of the far side on one line, without characters that could steer a terminal. */
const Line = z
  .string()
  .max(LONGEST_LINE)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]*$/u);
const Name = Line.min(1).max(64);
const Version = z
  .string()
  .max(32)
  .regex(/^[\w.+-]+$/);

export const PLATFORMS = ['linux', 'win32', 'darwin', 'other'] as const;
export const LANGUAGES = ['en', 'zh'] as const;

const Device = z.strictObject({
  name: Name.describe('What the machine calls itself'),
  platform: z.enum(PLATFORMS),
  arch: Name,
  asks: z.boolean().describe('Whether a person there is asked before anything is measured'),
});

/** How a companion shows who it is: the same for one that is new and one that is known. */
const Introduction = z.strictObject({
  protocol: z.int().min(1).max(1000),
  program: Version,
  device: Device,
  nonce: Bytes32.describe('Of this connection; the jobs of this connection name it'),
  proof: Signature.describe('Of the challenge, by the key of the companion'),
});

/** Why a companion makes no sweep of a job. */
export const REFUSALS = [
  'user',
  'unanswered',
  'policy',
  'unsigned',
  'expired',
  'replayed',
  'malformed',
  'unknown-pack',
  'busy',
] as const;
/** Who let a sweep begin: a person now, a person earlier in the same case, or a setting of the machine. */
export const CONSENTS = ['person', 'remembered', 'setting'] as const;
/** What ended a sweep before its end. */
export const ABORTS = ['restarted', 'stopped', 'withdrawn', 'failed'] as const;

export const ToGateway = z.discriminatedUnion('kind', [
  Introduction.extend({
    kind: z.literal('enrol'),
    key: Bytes32.describe('The public key that it proves itself by from now on'),
    ticket: z
      .string()
      .max(100)
      .regex(/^[\w-]+$/)
      .describe('A one-time code, or the enrolment token of a fleet'),
  }),
  Introduction.extend({ kind: z.literal('prove'), id: Uuid.describe('The device, as enrolled') }),
  z.strictObject({
    kind: z.literal('asking').describe('A person is being asked'),
    job: Uuid,
  }),
  z.strictObject({ kind: z.literal('begun'), job: Uuid, consent: z.enum(CONSENTS) }),
  z.strictObject({ kind: z.literal('ended'), job: Uuid, result: CheckResult }),
  z.strictObject({
    kind: z.literal('finished'),
    job: Uuid,
    lagMs: z.number().min(0).max(3_600_000),
    results: z.array(CheckResult).max(MOST_CHECKS),
  }),
  z.strictObject({
    kind: z.literal('refused'),
    job: Uuid,
    code: z.enum(REFUSALS),
    about: Line.nullable().describe('What it is about, such as a target'),
  }),
  z.strictObject({ kind: z.literal('aborted'), job: Uuid, code: z.enum(ABORTS) }),
  z.strictObject({
    kind: z.literal('log').describe("A piece of the SDK's logs, redacted, as gzip"),
    job: Uuid,
    part: z
      .int()
      .min(0)
      .max(MOST_PARTS - 1)
      .describe('From 0; the next one only after `log-taken`'),
    isLast: z.boolean(),
    data: z
      .string()
      .max((LARGEST_PART / 3) * 4)
      .regex(/^[\w-]*$/),
  }),
  z.strictObject({ kind: z.literal('forget').describe('The user wants to be forgotten') }),
  z.strictObject({
    kind: z.literal('unclear').describe('A message was not understood'),
    code: z.enum(['bad-message', 'unknown-kind']),
  }),
]);

/** Why the gateway lets a companion not in, or breaks off. */
export const UNWELCOME = [
  'bad-message',
  'unknown-kind',
  'unexpected',
  'too-large',
  'too-fast',
  'too-slow',
  'too-late',
  'too-many',
  'other-protocol',
  'bad-proof',
  'unknown-device',
  'revoked',
  'bad-ticket',
  'ticket-locked',
  'elsewhere',
  'forgotten',
  'trouble',
] as const;

/** Why the gateway did not take one message; the connection goes on. */
export const UNTAKEN = [
  'bad-message',
  'unknown-kind',
  'unexpected',
  'unknown-job',
  'other-plan',
] as const;

export const ToCompanion = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('challenge'),
    protocol: z.int().min(1).max(1000),
    program: Version,
    nonce: Bytes32,
    key: Bytes32.describe('The public key of the server'),
  }),
  z.strictObject({
    kind: z.literal('welcome'),
    id: Uuid.describe('The device'),
    time: Time.describe("The server's; the machine's own clock may be wrong"),
    proof: Signature.describe("Of the companion's nonce, by the key of the server"),
  }),
  z.strictObject({
    kind: z.literal('unwelcome').describe('The connection ends'),
    code: z.enum(UNWELCOME),
    retryMs: z.int().min(0).max(86_400_000).nullable().describe('Null: do not come back'),
  }),
  z.strictObject({
    kind: z.literal('job'),
    payload: z
      .string()
      .max(64 * 1024)
      .describe('A job, as JSON'),
    signature: Signature.describe('Of the payload, by the key of the server'),
  }),
  z.strictObject({ kind: z.literal('withdrawn').describe('Nobody wants it any more'), job: Uuid }),
  z.strictObject({
    kind: z.literal('taken').describe('How the job ended is safe with the server'),
    job: Uuid,
  }),
  z.strictObject({
    kind: z.literal('log-taken'),
    job: Uuid,
    part: z
      .int()
      .min(0)
      .max(MOST_PARTS - 1),
  }),
  z.strictObject({
    kind: z.literal('untaken').describe('A message was not taken'),
    code: z.enum(UNTAKEN),
    job: Uuid.nullable(),
  }),
  z.strictObject({
    kind: z.literal('drain').describe('The server stops: come back later'),
    withinMs: z.int().min(0).max(600_000),
  }),
]);

/** What the server asks of a device; signed. */
export const Job = z.strictObject({
  id: Uuid,
  device: Uuid,
  nonce: Bytes32.describe('Of the connection that it is for'),
  case: Uuid,
  requester: Name,
  language: z.enum(LANGUAGES),
  pack: Name.describe('The pack whose servers are measured'),
  issuedAt: Time,
  expiresAt: Time.describe('It must have begun by then'),
  logs: z.boolean().describe("Whether the SDK's logs of the last day are wanted too"),
  control: Line.min(1)
    .optional()
    .describe('The host of a UDP responder of our own among the targets; none where it is missing'),
  checks: z
    .array(z.strictObject({ kind: z.enum(CHECK_KINDS), target: Line.min(1) }))
    .min(1)
    .max(MOST_CHECKS),
});

export type ToGateway = z.output<typeof ToGateway>;
export type ToCompanion = z.output<typeof ToCompanion>;
export type Enrolment = Extract<ToGateway, { kind: 'enrol' }>;
export type Proof = Extract<ToGateway, { kind: 'prove' }>;
export type Device = z.output<typeof Device>;
export type Job = z.output<typeof Job>;
export type JobRefusal = (typeof REFUSALS)[number];
export type Consent = (typeof CONSENTS)[number];
export type JobAbort = (typeof ABORTS)[number];
export type Unwelcome = (typeof UNWELCOME)[number];
export type Untaken = (typeof UNTAKEN)[number];

/** What a frame holds, or why it holds nothing that could be taken. */
export type Read<T> =
  | { readonly kind: 'message'; readonly message: T }
  | { readonly kind: 'unreadable'; readonly code: 'bad-message' | 'unknown-kind' };

function reader<T>(
  schema: z.ZodType<T>,
  options: readonly { readonly shape: { readonly kind: { readonly value: string } } }[],
): (frame: string) => Read<T> {
  const kinds = new Set(options.map(({ shape }) => shape.kind.value));
  return (frame) => {
    let value: unknown;
    try {
      value = JSON.parse(frame);
    } catch {
      return { kind: 'unreadable', code: 'bad-message' };
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return { kind: 'message', message: parsed.data };
    const kind = (value as { kind?: unknown } | null)?.kind;
    const isKnown = typeof kind !== 'string' || kinds.has(kind);
    return { kind: 'unreadable', code: isKnown ? 'bad-message' : 'unknown-kind' };
  };
}

export const readFromCompanion = reader(ToGateway, ToGateway.options);
export const readFromGateway = reader(ToCompanion, ToCompanion.options);
