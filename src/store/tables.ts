import type { Generated, Insertable, Selectable } from 'kysely';

/** How a case can stand. */
export const CASE_STATUSES = ['open', 'escalated', 'resolved', 'abandoned'] as const;
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
export type OutboxRow = Selectable<OutboxTable>;
