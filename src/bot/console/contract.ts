import { z } from 'zod';
import { PHASES } from '../../conversation/state.ts';
import { redact } from '../../diagnosis/redact.ts';
import { STATUSES as DIAGNOSIS_STATUSES } from '../../knowledge/example-schema.ts';
import { CHECK_KINDS, FAULTS, Id } from '../../knowledge/vocabulary.ts';
import { CONSENTS } from '../../companion/protocol.ts';
import { CASE_STATUSES, ROLES, SWEEP_STATUSES } from '../../store/tables.ts';

/**
 * The messages of the console's API, once, for the server, its OpenAPI document and the page; those on devices stand in
 * `device-contract.ts`.
 */

/** Answers are made of values that nobody changes. */
export function list<T extends z.ZodType>(item: T) {
  return z.array(item).readonly();
}

const LanguageCode = z.enum(['en', 'zh']);
/** In characters; longer texts are logs, and go to `/api/logs`. */
const LONGEST_TEXT = 1_000_000;
const Text = z.string().max(LONGEST_TEXT);
/** What the databases hold in an integer. */
export const LARGEST_INTEGER = 2 ** 31 - 1;

const UUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;

/** Made by the client, so that a request that is sent twice is carried out once. */
const EventId = z
  .string()
  .regex(/^[\w-]{8,64}$/, 'must be 8 to 64 letters, digits, "-" or "_"')
  // It is kept as it comes. The digits of a UUID may look like a phone number, and are none.
  .refine(
    (id) => UUID.test(id) || redact(id).text === id,
    'looks like a secret; make a random one, such as a UUID',
  )
  .describe('Made by the client; the same id is taken once');

export const DiagnoseRequest = z.strictObject({
  text: Text.min(1),
  language: LanguageCode.optional(),
});

/** The contract of `diagnose --json`. */
export const Report = z.object({
  status: z.enum(DIAGNOSIS_STATUSES),
  errors: list(z.object({ code: z.int(), name: z.string(), confidence: z.number() })),
  cause: z.string().nullable(),
  category: z.string().nullable(),
  signals: z.object({
    codes: list(z.int()),
    names: list(z.string()),
    callbacks: list(z.string()),
    urls: list(z.string()),
    hosts: list(z.string()),
    ips: list(z.string()),
    tokens: list(
      z.object({
        kind: z.literal('jwt'),
        expiresAt: z.string().nullable(),
        expired: z.boolean().nullable(),
      }),
    ),
  }),
  asks: list(z.string()),
  fixes: list(z.object({ text: z.string(), owner: z.string() })),
  checks: list(z.object({ kind: z.string(), target: z.string() })),
  language: LanguageCode,
  redactedText: z.string(),
});

export const SettingsView = z.strictObject({
  ssoDomain: z
    .string()
    .regex(/^[a-z0-9][a-z0-9.-]{0,252}$/, 'must be a host name, or the name before its first dot')
    .nullable(),
  language: LanguageCode.nullable(),
});

export const NewCase = z.strictObject({
  id: EventId,
  language: LanguageCode.optional(),
  text: Text.min(1).optional().describe('The first message; without it the case only opens'),
});

/** Of a case that was read at `version`, so that nothing is pressed on a page that is out of date. */
const Version = z.int().min(0).optional().describe('Refused with 409 if the case has moved on');

export const NewEvent = z.discriminatedUnion('kind', [
  z.strictObject({ id: EventId, kind: z.literal('said'), text: Text.min(1), version: Version }),
  z.strictObject({
    id: EventId,
    kind: z.literal('pressed'),
    action: z.string().min(1).max(100),
    version: Version,
  }),
]);

export const LogQuery = z.strictObject({
  id: EventId,
  case: z.string().max(64).optional().describe('Without it a case is opened'),
  version: z.coerce.number().int().min(0).optional(),
  language: LanguageCode.optional().describe('Of the case that is opened'),
});

export const CaseQuery = z.strictObject({
  q: z.string().max(200).optional().describe('Words of the texts, a code, or the id of a case'),
  status: z.enum(CASE_STATUSES).optional(),
  code: z.coerce.number().int().min(-LARGEST_INTEGER).max(LARGEST_INTEGER).optional(),
  cause: Id.max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(30),
  before: z.string().max(100).optional().describe('The `next` of the page before'),
});

export const CaseLiveQuery = z.strictObject({
  after: z.coerce
    .number()
    .int()
    .min(0)
    .max(LARGEST_INTEGER)
    .optional()
    .describe('The number of the last entry known'),
});

export const ListLiveQuery = z.strictObject({
  after: z.coerce.number().int().min(0).optional().describe('The `live` of the list'),
});

export const KnowledgeQuery = z.strictObject({
  q: z.string().max(200).default('').describe('Empty: every error, login errors first'),
  limit: z.coerce.number().int().min(1).max(200).default(20),
});

const Fact = z.object({ label: z.string(), value: z.string() });
const Item = z.object({ text: z.string(), aside: z.string().optional() });
const Section = z.discriminatedUnion('kind', [
  z.object({ kind: z.enum(['text', 'note']), text: z.string() }),
  z.object({ kind: z.enum(['steps', 'list']), heading: z.string(), items: list(Item) }),
  z.object({
    kind: z.literal('table'),
    heading: z.string(),
    columns: list(z.string()),
    rows: list(list(z.string())),
  }),
  z.object({
    kind: z.enum(['quote', 'commands']),
    heading: z.string(),
    lines: list(z.string()),
  }),
]);
export const ReplyView = z.object({
  title: z.string().optional(),
  facts: list(Fact).optional(),
  sections: list(Section),
  actions: list(
    z.object({
      id: z.string(),
      label: z.string(),
      weight: z.enum(['suggested', 'equal', 'aside']),
    }),
  ),
  pairing: z
    .object({ code: z.string(), expiresAt: z.iso.datetime() })
    .optional()
    .describe('The one-time code that the reply offers'),
});

export const EntryView = z.object({
  n: z.int().describe('From 1, without gaps; the id of the live update'),
  at: z.iso.datetime(),
  by: z.string().describe('Who did it; "assistant" for the replies'),
  body: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('opened'), channel: z.string() }),
    z.object({ kind: z.literal('said'), text: z.string() }),
    z.object({ kind: z.literal('pressed'), action: z.string(), label: z.string() }),
    z.object({ kind: z.literal('replied'), reply: ReplyView }),
    z.object({ kind: z.literal('effect'), effect: z.string(), place: z.string().optional() }),
    z.object({
      kind: z.literal('measured'),
      place: z.string(),
      checks: z.int(),
      causes: list(z.string()),
    }),
    z.object({
      kind: z.literal('unmeasured'),
      place: z.string(),
      status: z.enum(['refused', 'aborted', 'expired']),
      reason: z.string().nullable(),
    }),
    z.object({ kind: z.literal('paired'), device: z.string() }),
    z.object({ kind: z.literal('undelivered'), channel: z.string(), failure: z.string() }),
  ]),
});

export const CaseSummary = z.object({
  id: z.string(),
  version: z.int(),
  status: z.enum(CASE_STATUSES),
  title: z.string().describe('The error in words; empty where none is known'),
  name: z.string().nullable().describe('The constant that programs know the error by'),
  excerpt: z.string().describe('The first words that were said, redacted'),
  ssoDomain: z.string().nullable(),
  code: z.int().nullable(),
  cause: z.string().nullable(),
  language: LanguageCode,
  channel: z.string(),
  openedBy: z.string(),
  createdAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});

export const KnownErrorView = z.object({
  code: z.int(),
  name: z.string().nullable(),
  kind: z.enum(['login', 'other', 'success']),
  pack: z.string(),
  title: z.object({ en: z.string(), zh: z.string() }),
  meaning: z.object({ en: z.string(), zh: z.string() }),
  causes: list(
    z.object({
      id: z.string(),
      title: z.object({ en: z.string(), zh: z.string() }),
      fixes: list(
        z.object({
          text: z.object({ en: z.string(), zh: z.string() }),
          owner: z.object({ en: z.string(), zh: z.string() }),
        }),
      ),
    }),
  ),
  notes: list(z.object({ en: z.string(), zh: z.string() })),
});
/** One check of a sweep; what it found is null until it has ended. */
export const CheckView = z.object({
  kind: z.enum(CHECK_KINDS),
  target: z.string(),
  status: z.enum(['ok', 'blocked', 'altered', 'slow', 'inconclusive', 'failed']).nullable(),
  said: z.string().nullable(),
  isMeasured: z.boolean().describe('Whether it has ended, and anything was measured'),
});

/** A check that has ended, as the case's stream tells it. */
export const CheckEnded = CheckView.extend({
  sweep: z.string().describe('The sweep that it is of'),
});

/** How far a device has come with a sweep, as the case's stream tells it. */
export const JobStep = z.object({
  sweep: z.string(),
  step: z.enum(['asking', 'begun']).describe('Its user is being asked; the checks run'),
});

export const SweepView = z.object({
  id: z.string(),
  place: z.string().describe('Where it is measured from'),
  at: z.iso.datetime(),
  requester: z.string().describe('Who asked for it; empty where that was not kept'),
  device: z
    .object({
      id: z.string(),
      isConnected: z.boolean(),
      asks: z.boolean().describe('Whether a person there is asked before anything is measured'),
    })
    .nullable()
    .describe('The device that it was asked of; null where the server measures by itself'),
  status: z.enum(SWEEP_STATUSES).describe('"open": the device has not begun'),
  reason: z.string().nullable().describe('The code of why it came to nothing'),
  why: z.string().nullable().describe('The same in words, in the language of the case'),
  expiresAt: z.iso.datetime().nullable().describe('The device must have begun by then'),
  consent: z
    .enum(CONSENTS)
    .nullable()
    .describe('Who let it begin: a person now, one earlier in the same case, or a setting there'),
  hasEnded: z.boolean(),
  isMeasured: z.boolean().describe('It has ended, and this is what was found'),
  checks: list(CheckView),
  causes: list(
    z.object({ cause: z.enum(FAULTS), title: z.string(), targets: list(z.string()) }),
  ).describe('What the checks show, in the order in which it must be mended'),
});

/** Where a case stands in the runbook: the steps, which one is at hand, which are behind. */
const RunbookView = z.object({
  title: z.string(),
  steps: list(
    z.object({ title: z.string(), state: z.enum(['done', 'current', 'handed-over', 'open']) }),
  ),
});

const Told = z.object({ step: z.string(), outcome: z.string(), at: z.iso.datetime() });

const Highlight = z.object({
  kind: z.enum(['code', 'phrase', 'url', 'ip', 'token']),
  quote: z.string(),
});

export const CaseView = CaseSummary.extend({
  phase: z.enum(PHASES),
  question: ReplyView.describe('What is asked now, with everything that can be pressed'),
  report: Report.omit({ redactedText: true })
    .nullable()
    .describe('The diagnosis of the texts; null while nothing was said'),
  known: KnownErrorView.nullable().describe('The leading error, with all its causes and fixes'),
  evidence: list(Highlight).describe('Quotes of the redacted texts that speak for the diagnosis'),
  place: z
    .string()
    .nullable()
    .describe('The machine of the server; null where it does not measure by itself'),
  asksDevices: z.boolean().describe('Whether devices can be paired, and be asked to measure'),
  sweep: SweepView.nullable().describe('The last sweep that was asked for'),
  facts: list(Fact).describe('What the diagnosis comes to, in the language of the case'),
  runbook: RunbookView.nullable(),
  told: list(Told).describe('What a person told of the steps of the runbook, oldest first'),
  texts: list(z.string()).describe('What was pasted, redacted'),
  timeline: list(EntryView).describe(
    'The last 300 entries at most: where it begins at a number above 1, the export has the earlier ones',
  ),
});

export const CaseList = z.object({
  cases: list(CaseSummary),
  next: z.string().nullable().describe('`before` of the next page; null on the last one'),
  live: z
    .int()
    .describe('`after` of /api/live, to be told of every change since this list was read'),
});

export const KnowledgeHits = z.object({ errors: list(KnownErrorView) });

export const LogTaken = z.object({
  case: CaseView,
  whole: z.boolean().describe('Nothing was left out'),
  encoding: z.string(),
  bytes: z.int(),
});

export const Session = z.object({
  person: z.string(),
  role: z.enum(ROLES),
  signOut: z.boolean().describe('There is a session to end'),
});

export const ApiError = z.object({
  error: z.object({ code: z.string(), message: z.string(), remedy: z.string() }),
});

export type Report = z.output<typeof Report>;
export type CaseView = z.output<typeof CaseView>;
export type CaseSummary = z.output<typeof CaseSummary>;
export type CaseList = z.output<typeof CaseList>;
export type CheckView = z.output<typeof CheckView>;
export type JobStep = z.output<typeof JobStep>;
export type CheckEnded = z.output<typeof CheckEnded>;
export type SweepView = z.output<typeof SweepView>;
export type EntryView = z.output<typeof EntryView>;
export type KnownErrorView = z.output<typeof KnownErrorView>;
export type LogTaken = z.output<typeof LogTaken>;
export type Session = z.output<typeof Session>;
export type NewEvent = z.output<typeof NewEvent>;
