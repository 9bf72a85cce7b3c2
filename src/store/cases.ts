import { randomUUID } from 'node:crypto';
import { sql, type Kysely, type Transaction } from 'kysely';
import {
  LISTED,
  listedFrom,
  storedFrom,
  type CaseFilter,
  type CaseId,
  type Change,
  type Entry,
  type EntryBody,
  type ListedCase,
  type Opening,
  type Outcome,
  type StoredCase,
} from './case-record.ts';
import { addPairings } from './pairings.ts';
import { addSweeps, withdrawSweeps } from './sweeps.ts';
import { addEntries } from './timeline.ts';
import type { Tables } from './tables.ts';
import { isUuid } from './uuid.ts';

class Moved extends Error {}
class Untold extends Error {}
class TooManyCodes extends Error {}

/** PostgreSQL keeps no NUL in a text. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

/** The cases, their timelines, and which events they have taken. */
export class Cases {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /** The case of that place of the channel; opened where there is none yet. */
  async open(opening: Opening): Promise<{ readonly id: CaseId; readonly isNew: boolean }> {
    const { channel, key, tenant, pack, by, at, state, ssoDomain, ...head } = opening;
    const id = randomUUID();
    return this.#db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('cases')
        .values({
          ...head,
          sso_domain: ssoDomain,
          id,
          version: 0,
          entries: 1,
          tenant,
          channel,
          key,
          pack,
          opened_by: by,
          words: id,
          state: JSON.stringify(state),
          created_at: at,
          updated_at: at,
        })
        .execute();
      const { numInsertedOrUpdatedRows: added } = await transaction
        .insertInto('addresses')
        .values({ channel, key, case_id: id })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (added === 0n) {
        await transaction.deleteFrom('cases').where('id', '=', id).execute();
        return { id: await caseAt(transaction, channel, key), isNew: false };
      }
      const opened: EntryBody = { kind: 'opened', channel };
      await addEntries(transaction, id, 1, at, [{ by, body: opened }]);
      return { id: id as CaseId, isNew: true };
    });
  }

  async load(id: string): Promise<StoredCase | null> {
    if (!isUuid(id)) return null;
    const row = await this.#db
      .selectFrom('cases')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    return row ? storedFrom(row) : null;
  }

  /** Saves what a step made of `before`: state, timeline, deliveries and feedback, or nothing of it. */
  async commit(before: StoredCase, change: Change): Promise<Outcome> {
    const { id, version, entries, channel, key } = before;
    const { eventId, at, state, status, title, name, excerpt, ssoDomain } = change;
    const { code, cause, language, pack, words } = change;
    try {
      return await this.#db.transaction().execute(async (transaction) => {
        const { numInsertedOrUpdatedRows: fresh } = await transaction
          .insertInto('events')
          .values({ case_id: id, id: eventId, at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (fresh === 0n) return 'taken';
        const { numUpdatedRows: updated } = await transaction
          .updateTable('cases')
          .set({
            version: version + 1,
            entries: entries + change.entries.length,
            status,
            title: withoutNul(title),
            name,
            excerpt: withoutNul(excerpt),
            sso_domain: ssoDomain,
            code,
            cause,
            language,
            pack,
            words: withoutNul(words),
            state: JSON.stringify(state),
            updated_at: at,
          })
          .where('id', '=', id)
          .where('version', '=', version)
          .executeTakeFirst();
        if (updated === 0n) throw new Moved();
        await addEntries(transaction, id, entries + 1, at, change.entries);
        if (change.deliveries.length > 0)
          await transaction
            .insertInto('outbox')
            .values(
              change.deliveries.map((reply) => ({
                id: randomUUID(),
                case_id: id,
                channel,
                key,
                body: JSON.stringify(reply),
                tries: 0,
                due_at: at,
                leased_until: 0,
              })),
            )
            .execute();
        const by = change.withdrawnBy ?? change.sweeps[0]?.requester;
        if (by !== undefined && !(await withdrawSweeps(transaction, id, by, at)))
          throw new Untold();
        await addSweeps(transaction, id, change.sweeps, at);
        const codes = await addPairings(transaction, id, change.pairings, at);
        // Another code is made at the next attempt.
        if (codes === 'taken') throw new Moved();
        if (codes === 'too-many') throw new TooManyCodes();
        if (change.feedback.length > 0)
          await transaction
            .insertInto('feedback')
            .values(change.feedback.map((each) => ({ ...each, case_id: id, at, channel })))
            .execute();
        return 'saved';
      });
    } catch (error) {
      if (error instanceof Moved) return 'moved';
      if (error instanceof Untold) return 'untold';
      if (error instanceof TooManyCodes) return 'too-many-codes';
      throw error;
    }
  }

  async hasTaken(id: CaseId, eventId: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('events')
      .select('at')
      .where('case_id', '=', id)
      .where('id', '=', eventId)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** The entries of a timeline after number `after`, oldest first. */
  async timeline(id: CaseId, after = 0, limit = Number.MAX_SAFE_INTEGER): Promise<Entry[]> {
    const rows = await this.#db
      .selectFrom('timeline')
      .select(['n', 'at', 'by', 'body'])
      .where('case_id', '=', id)
      .where('n', '>', after)
      .orderBy('n')
      .limit(limit)
      .execute();
    return rows.map(({ body, ...entry }) => ({ ...entry, body: JSON.parse(body) as EntryBody }));
  }

  /** Newest change first. */
  async list({ words = [], status, code, cause, limit, after }: CaseFilter): Promise<ListedCase[]> {
    let query = this.#db.selectFrom('cases').select(LISTED);
    if (status) query = query.where('status', '=', status);
    if (code !== undefined) query = query.where('code', '=', code);
    if (cause !== undefined) query = query.where('cause', '=', cause);
    for (const word of words) {
      const pattern = `%${withoutNul(word)
        .toLowerCase()
        .replace(/[\\%_]/g, '\\$&')}%`;
      query = query.where(sql<boolean>`words like ${pattern} escape '\\'`);
    }
    if (after)
      query = query.where((row) =>
        row.or([
          row('updated_at', '<', after.updatedAt),
          row.and([row('updated_at', '=', after.updatedAt), row('id', '<', after.id)]),
        ]),
      );
    const rows = await query
      .orderBy('updated_at', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(listedFrom);
  }

  /** The cases that changed at `since` (Unix milliseconds) or later, oldest change first. */
  async changedSince(since: number, limit: number): Promise<ListedCase[]> {
    const rows = await this.#db
      .selectFrom('cases')
      .select(LISTED)
      .where('updated_at', '>=', since)
      .orderBy('updated_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(listedFrom);
  }

  /** Deletes every case that nobody has touched since `time` (Unix milliseconds), with all that belongs to it. */
  async forgetBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('cases')
      .where('updated_at', '<', time)
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}

async function caseAt(db: Transaction<Tables>, channel: string, key: string): Promise<CaseId> {
  const { case_id: id } = await db
    .selectFrom('addresses')
    .select('case_id')
    .where('channel', '=', channel)
    .where('key', '=', key)
    .executeTakeFirstOrThrow();
  return id as CaseId;
}
