import type { Generated, Insertable, Selectable } from 'kysely';

/** How a case can stand. */
export const CASE_STATUSES = ['open', 'escalated', 'resolved', 'abandoned'] as const;
/** How a sweep stands; from the third on it has ended. */
export const SWEEP_STATUSES = [
  'open',
  'running',
  'finished',
  'refused',
  'aborted',
  'expired',
] as const;
/** What a person may be; each may do what those before it may. */
export const ROLES = ['viewer', 'agent', 'admin'] as const;

/** Every table. Times are Unix milliseconds; what is called JSON is text that holds it. */
export interface Tables {
  readonly cases: CaseTable;
  readonly timeline: TimelineTable;
  readonly events: EventTable;
  readonly addresses: AddressTable;
  readonly outbox: OutboxTable;
  readonly settings: SettingsTable;
  readonly feedback: FeedbackTable;
  readonly sweeps: SweepTable;
  readonly devices: DeviceTable;
  readonly device_cases: DeviceCaseTable;
  readonly pairings: PairingTable;
  readonly enrolment_tokens: EnrolmentTokenTable;
  readonly audit: AuditTable;
  readonly server_keys: ServerKeyTable;
  readonly sessions: SessionTable;
}

interface CaseTable {
  id: string;
  /** Counts the steps; each change compares it. */
  version: number;
  /** How many entries the timeline holds. */
  entries: number;
  tenant: string;
  channel: string;
  /** Where in the channel: a thread, a chat. */
  key: string;
  pack: string;
  language: 'en' | 'zh';
  status: (typeof CASE_STATUSES)[number];
  title: string;
  name: string | null;
  excerpt: string;
  sso_domain: string | null;
  code: number | null;
  cause: string | null;
  opened_by: string;
  /** What a search looks in, in lower case. */
  words: string;
  /** JSON of a conversation's state. */
  state: string;
  created_at: number;
  updated_at: number;
}

interface TimelineTable {
  case_id: string;
  /** From 1, without gaps. */
  n: number;
  at: number;
  by: string;
  /** JSON of an entry's body. */
  body: string;
}

/** Which events a case has taken, so that none is taken twice. */
interface EventTable {
  case_id: string;
  id: string;
  at: number;
}

/** Which case a place of a channel (a thread, a chat) belongs to. */
interface AddressTable {
  channel: string;
  key: string;
  case_id: string;
}

interface OutboxTable {
  seq: Generated<number>;
  /** The delivery's id: the same at every try. */
  id: string;
  case_id: string;
  channel: string;
  /** Where in the channel; deliveries to one place keep their order. */
  key: string;
  /** JSON of what is delivered. */
  body: string;
  tries: number;
  due_at: number;
  /** Until then another process is at it. */
  leased_until: number;
  done_at: number | null;
  /** Why it was given up. */
  failure: string | null;
}

interface SettingsTable {
  tenant: string;
  sso_domain: string | null;
  language: 'en' | 'zh' | null;
  updated_at: number;
  updated_by: string;
}

interface FeedbackTable {
  seq: Generated<number>;
  case_id: string;
  at: number;
  channel: string;
  solved: number;
  code: number | null;
  cause: string | null;
}

interface SweepTable {
  id: string;
  case_id: string;
  /** Which of the case's askings it answers. */
  mark: number;
  /** The machine that is to run it. */
  place: string;
  /** JSON of the planned checks. */
  plan: string;
  at: number;
  /** Until then another process is at it. */
  leased_until: number;
  /** JSON of what was found; null until it has ended. */
  findings: string | null;
  /** When the case was told. */
  told_at: number | null;
  /** The device that it is asked of; null where this machine measures by itself. */
  device_id: string | null;
  /** JSON of what a device is told beside, and what a verdict rests on; null where this machine measures. */
  brief: string | null;
  /** Who asked. */
  requester: string;
  status: (typeof SWEEP_STATUSES)[number];
  /** Why it was refused or ended early. */
  reason: string | null;
  /** Who let it begin. */
  consent: string | null;
  /** It must have begun by then; null for ever. */
  expires_at: number | null;
  begun_at: number | null;
  ended_at: number | null;
}

interface DeviceTable {
  id: string;
  name: string;
  /** In small letters: databases do not all know those beyond ASCII. */
  folded_name: string;
  platform: string;
  arch: string;
  /** Version of the companion. */
  program: string;
  /** Raw Ed25519 key in base64url. */
  public_key: string;
  /** Whether a person there is asked before anything is measured. */
  asks: number;
  /** Who paired it; null for a device of a fleet. */
  owner: string | null;
  /** Who may ask it, beside those who work on a case that it was paired for. */
  shared_with: 'owner' | 'agents';
  enrolled_at: number;
  enrolled_by: string;
  seen_at: number;
  /** The process that holds its connection. */
  gateway: string | null;
  revoked_at: number | null;
}

/** Which cases a device was paired for. */
interface DeviceCaseTable {
  device_id: string;
  case_id: string;
  at: number;
}

interface PairingTable {
  /** The part of a code that is no secret. */
  locator: string;
  /** SHA-256 of the other part. */
  secret: string;
  case_id: string;
  /** Which of the case's askings waits for it. */
  mark: number;
  requester: string;
  at: number;
  expires_at: number;
  /** Wrong secrets so far. */
  tries: number;
  device_id: string | null;
  used_at: number | null;
  told_at: number | null;
}

interface EnrolmentTokenTable {
  id: string;
  name: string;
  /** SHA-256 of the token. */
  token: string;
  created_at: number;
  created_by: string;
  expires_at: number;
  most_uses: number;
  uses: number;
  revoked_at: number | null;
}

interface AuditTable {
  seq: Generated<number>;
  at: number;
  by: string;
  what: string;
  device_id: string | null;
  job_id: string | null;
  case_id: string | null;
  detail: string;
}

interface ServerKeyTable {
  name: string;
  secret: string;
  at: number;
}

interface SessionTable {
  /** SHA-256 of the session's secret. */
  id: string;
  person: string;
  role: (typeof ROLES)[number];
  expires_at: number;
}

export type CaseRow = Selectable<CaseTable>;
export type NewCaseRow = Insertable<CaseTable>;
export type SweepRow = Selectable<SweepTable>;
export type DeviceRow = Selectable<DeviceTable>;
export type EnrolmentTokenRow = Selectable<EnrolmentTokenTable>;
export type AuditRow = Selectable<AuditTable>;
export type OutboxRow = Selectable<OutboxTable>;
