import type { Reply } from '../conversation/reply.ts';
import type { State } from '../conversation/state.ts';
import type { Language } from '../knowledge/vocabulary.ts';
import type { CaseRow, Tables } from './tables.ts';

/** The id of a case; only a case has one. */
export type CaseId = string & { readonly __case: never };

export type CaseStatus = CaseRow['status'];

/** One line of a case's history. */
export type EntryBody =
  | { readonly kind: 'opened'; readonly channel: string }
  | { readonly kind: 'said'; readonly text: string }
  | { readonly kind: 'pressed'; readonly action: string; readonly label: string }
  | { readonly kind: 'replied'; readonly reply: Reply }
  | { readonly kind: 'effect'; readonly effect: string };

export interface NewEntry {
  readonly by: string;
  readonly body: EntryBody;
}

export interface Entry extends NewEntry {
  /** From 1, without gaps. */
  readonly n: number;
  /** Unix milliseconds. */
  readonly at: number;
}

/** What a list of cases shows of one. */
export interface CaseHead {
  readonly status: CaseStatus;
  readonly title: string;
  readonly code: number | null;
  readonly cause: string | null;
  readonly language: Language;
}

export interface StoredCase extends CaseHead {
  readonly id: CaseId;
  readonly version: number;
  readonly entries: number;
  readonly tenant: string;
  readonly channel: string;
  /** Where in the channel: a thread, a chat. */
  readonly key: string;
  readonly pack: string;
  readonly openedBy: string;
  readonly state: State;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A case to be opened for a place of a channel: a thread, a chat, a request of the console. */
export interface Opening extends CaseHead {
  readonly channel: string;
  readonly key: string;
  readonly tenant: string;
  readonly pack: string;
  readonly by: string;
  readonly at: number;
  readonly state: State;
}

/** Everything that one step changes; saved whole or not at all. */
export interface Change extends CaseHead {
  readonly eventId: string;
  readonly at: number;
  readonly pack: string;
  readonly state: State;
  /** What a search of the case looks in. */
  readonly words: string;
  readonly entries: readonly NewEntry[];
  /** What goes out to the case's place in its channel. */
  readonly deliveries: readonly Reply[];
  readonly feedback: readonly Pick<Tables['feedback'], 'solved' | 'code' | 'cause'>[];
}

/** `taken`: the event was taken before; `moved`: another step came first, and nothing was saved. */
export type Outcome = 'saved' | 'taken' | 'moved';

export interface CaseFilter {
  /** Each word must occur. */
  readonly words?: readonly string[];
  readonly status?: CaseStatus;
  readonly code?: number;
  readonly cause?: string;
  readonly limit: number;
  /** Only cases after this one in the list. */
  readonly after?: { readonly updatedAt: number; readonly id: string };
}

/** A case as its row holds it. */
export function fromRow(row: CaseRow): StoredCase {
  const { id, version, entries, tenant, channel, key, pack, status, title, code, cause } = row;
  return {
    id: id as CaseId,
    version,
    entries,
    tenant,
    channel,
    key,
    pack,
    status,
    title,
    code,
    cause,
    language: row.language,
    openedBy: row.opened_by,
    state: JSON.parse(row.state) as State,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
