import type { Reply } from '../conversation/reply.ts';
import type { State, Unmeasured } from '../conversation/state.ts';
import type { NewPairing } from './pairings.ts';
import type { NewSweep } from './sweeps.ts';
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
  /** `place` is where checks are to be run. */
  | { readonly kind: 'effect'; readonly effect: string; readonly place?: string }
  /** A sweep has ended; `causes` are the faults that it showed. */
  | {
      readonly kind: 'measured';
      readonly place: string;
      readonly checks: number;
      readonly causes: readonly string[];
    }
  /** Checks that were asked for did not come. */
  | ({ readonly kind: 'unmeasured'; readonly place: string } & Unmeasured)
  /** A device was paired for the case. */
  | { readonly kind: 'paired'; readonly device: string }
  /** A reply never reached its channel. */
  | { readonly kind: 'undelivered'; readonly channel: string; readonly failure: string };

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
  /** The error in words; empty where none is known. */
  readonly title: string;
  /** The constant that programs know the error by. */
  readonly name: string | null;
  /** The first words that were said, redacted. */
  readonly excerpt: string;
  readonly ssoDomain: string | null;
  readonly code: number | null;
  readonly cause: string | null;
  readonly language: Language;
}

/** A case as a list reads it, without its conversation. */
export interface ListedCase extends CaseHead {
  readonly id: CaseId;
  readonly version: number;
  readonly channel: string;
  readonly openedBy: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface StoredCase extends ListedCase {
  readonly entries: number;
  readonly tenant: string;
  /** Where in the channel: a thread, a chat. */
  readonly key: string;
  readonly pack: string;
  readonly state: State;
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
  /** Sweeps to be run; they take the place of one that has not ended. */
  readonly sweeps: readonly NewSweep[];
  /** Who wants no more of the sweep that has not ended; null where nobody said so. */
  readonly withdrawnBy: string | null;
  /** Codes by which a device can come in; they take the place of one that is open. */
  readonly pairings: readonly NewPairing[];
  readonly feedback: readonly Pick<Tables['feedback'], 'solved' | 'code' | 'cause'>[];
}

/**
 * `taken`: the event was taken before; `moved`: another step came first, or a code is somebody's already, and nothing was
 * saved; `untold`: sweeps that it would call off have ended, and the case is to be told of that first; nothing was saved;
 * `too-many-codes`: so many are open that no other one can be, and nothing was saved.
 */
export type Outcome = 'saved' | 'taken' | 'moved' | 'untold' | 'too-many-codes';

export interface CaseFilter {
  /** Each word must occur. */
  readonly words?: readonly string[];
  readonly status?: CaseStatus;
  readonly code?: number;
  readonly cause?: string;
  readonly limit: number;
  /** Only cases after this one in the list: the next page. */
  readonly after?: { readonly updatedAt: number; readonly id: string };
}

/** What a list reads of a row. */
export const LISTED = [
  'id',
  'version',
  'channel',
  'status',
  'title',
  'name',
  'excerpt',
  'sso_domain',
  'code',
  'cause',
  'language',
  'opened_by',
  'created_at',
  'updated_at',
] as const satisfies readonly (keyof CaseRow)[];

export function listedFrom(row: Pick<CaseRow, (typeof LISTED)[number]>): ListedCase {
  const { id, version, channel, status, title, name, excerpt, code, cause, language } = row;
  return {
    id: id as CaseId,
    version,
    channel,
    status,
    title,
    name,
    excerpt,
    ssoDomain: row.sso_domain,
    code,
    cause,
    language,
    openedBy: row.opened_by,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

/** A case as its row holds it. */
export function storedFrom(row: CaseRow): StoredCase {
  const { entries, tenant, key, pack, state } = row;
  return { ...listedFrom(row), entries, tenant, key, pack, state: JSON.parse(state) as State };
}
