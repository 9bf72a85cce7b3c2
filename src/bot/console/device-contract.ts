import { z } from 'zod';
import { AUDITED_ACTS } from '../../store/audit.ts';
import { CaseSummary, list, SweepView } from './contract.ts';

/** The messages of the API on devices, the jobs that are asked of them, and who did what. */

const SharedWith = z
  .enum(['owner', 'agents'])
  .describe('Who may ask it, beside whoever works on a case that it was paired for');

export const DeviceQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.string().max(100).optional().describe('The `next` of the page before'),
});

export const DeviceView = z.object({
  id: z.string(),
  name: z.string().describe('What the machine calls itself'),
  platform: z.string(),
  arch: z.string(),
  program: z.string().describe('The version of its companion'),
  asks: z.boolean().describe('Whether a person there is asked before anything is measured'),
  isConnected: z.boolean(),
  seenAt: z.iso.datetime(),
  owner: z.string().nullable().describe('Who paired it; null for a device of a fleet'),
  sharedWith: SharedWith,
  cases: list(z.string()).describe('The cases that it was paired for, the newest first'),
  enrolledAt: z.iso.datetime(),
  enrolledBy: z.string().describe('A person, or the enrolment token that let it in'),
  revokedAt: z.iso.datetime().nullable(),
  mayManage: z.boolean().describe('Whether whoever asks may share and revoke it'),
});

export const DeviceList = z.object({
  devices: list(DeviceView).describe('Newest first'),
  next: z.string().nullable().describe('`before` of the next page; null on the last one'),
  server: z
    .string()
    .nullable()
    .describe('Where companions reach this server; null where it takes none'),
});

export const ShareDevice = z.strictObject({ sharedWith: SharedWith });

export const TokenView = z.object({
  id: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime(),
  mostUses: z.int(),
  uses: z.int(),
  state: z.enum(['usable', 'used-up', 'expired', 'revoked']),
});

export const TokenList = z.object({ tokens: list(TokenView).describe('Newest first') });

export const NewToken = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(64)
    .regex(/^\P{C}*$/u, 'must be one line of text')
    .describe('What its devices are said to be enrolled by'),
  days: z.int().min(1).max(365).describe('How long it is good for'),
  mostUses: z.int().min(1).max(100_000).describe('How many devices can come in by it'),
});

export const TokenMade = z.object({
  token: TokenView,
  secret: z.string().describe('Told here and never again'),
});

export const AuditQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z.coerce
    .number()
    .int()
    .min(1)
    .max(Number.MAX_SAFE_INTEGER)
    .optional()
    .describe('The `next` of the page before'),
});

export const AuditEntryView = z.object({
  seq: z.int(),
  at: z.iso.datetime(),
  by: z.string().describe('A person, a device, or the address that a wrong code came from'),
  what: z.enum(AUDITED_ACTS),
  device: z.object({ id: z.string(), name: z.string() }).nullable(),
  job: z.string().nullable(),
  case: z.string().nullable(),
  detail: z.string(),
});

export const AuditList = z.object({
  entries: list(AuditEntryView).describe('Newest first'),
  next: z.int().nullable().describe('`before` of the next page; null on the last one'),
});

export const JobView = SweepView.extend({
  case: CaseSummary,
  begunAt: z.iso.datetime().nullable(),
  endedAt: z.iso.datetime().nullable(),
  audit: list(AuditEntryView).describe('Newest first'),
  live: z
    .int()
    .describe("`after` of the case's stream, to be told what happens since this was read"),
});

export type DeviceView = z.output<typeof DeviceView>;
export type DeviceList = z.output<typeof DeviceList>;
export type TokenView = z.output<typeof TokenView>;
export type TokenMade = z.output<typeof TokenMade>;
export type AuditEntryView = z.output<typeof AuditEntryView>;
export type AuditList = z.output<typeof AuditList>;
export type JobView = z.output<typeof JobView>;
