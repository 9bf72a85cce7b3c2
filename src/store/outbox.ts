import type { Kysely } from 'kysely';
import type { Reply } from '../conversation/reply.ts';
import type { CaseId, EntryBody } from './case-record.ts';
import { hasCome } from './lease.ts';
import { addEntries } from './timeline.ts';
import type { OutboxRow, Tables } from './tables.ts';

/** Something to be delivered to a channel. */
export interface Delivery {
  /** The same at every try, so that the far side can tell a second one. */
  readonly id: string;
  readonly seq: number;
  readonly caseId: CaseId;
  readonly channel: string;
  /** Where in the channel; deliveries to one place keep their order. */
  readonly key: string;
  readonly reply: Reply;
  /** How often it was tried before. */
  readonly tries: number;
}

function fromRow({ id, seq, case_id, channel, key, body, tries }: OutboxRow): Delivery {
  const reply = JSON.parse(body) as Reply;
  return { id, seq, caseId: case_id as CaseId, channel, key, reply, tries };
}

/** What has been decided and not yet been delivered. */
export class Outbox {
  readonly #db: Kysely<Tables>;

  constructor(db: Kysely<Tables>) {
    this.#db = db;
  }

  /**
   * Takes deliveries to these channels that are due, at most `limit`: to each place only the first one that is open, so
   * that they keep their order. They are this process's until `until` (Unix milliseconds). What is meant for other
   * channels waits for a process that has them.
   */
  async claim(
    channels: readonly string[],
    now: number,
    until: number,
    limit: number,
  ): Promise<Delivery[]> {
    if (channels.length === 0) return [];
    const due = await this.#db
      .selectFrom('outbox')
      .selectAll()
      .where('seq', 'in', (open) =>
        open
          .selectFrom('outbox')
          .select((row) => row.fn.min('seq').as('seq'))
          .where('done_at', 'is', null)
          .where('channel', 'in', channels)
          .groupBy(['channel', 'key']),
      )
      .where((row) => hasCome(row.ref('due_at'), now))
      .where((row) => hasCome(row.ref('leased_until'), now))
      .orderBy('seq')
      .limit(limit)
      .execute();
    const claimed: Delivery[] = [];
    for (const row of due) {
      const { numUpdatedRows } = await this.#db
        .updateTable('outbox')
        .set({ leased_until: until })
        .where('seq', '=', row.seq)
        .where('done_at', 'is', null)
        .where('leased_until', '=', row.leased_until)
        .executeTakeFirst();
      if (numUpdatedRows > 0n) claimed.push(fromRow(row));
    }
    return claimed;
  }

  async delivered(seq: number, at: number): Promise<void> {
    await this.#db.updateTable('outbox').set({ done_at: at }).where('seq', '=', seq).execute();
  }

  /** To be tried again at `due` (Unix milliseconds). */
  async postpone(seq: number, tries: number, due: number): Promise<void> {
    await this.#db
      .updateTable('outbox')
      .set({ tries, due_at: due, leased_until: 0 })
      .where('seq', '=', seq)
      .execute();
  }

  /** It will not be tried again; the case's timeline says so, and why. */
  async giveUp({ seq, caseId, channel }: Delivery, at: number, failure: string): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('outbox')
        .set({ done_at: at, failure })
        .where('seq', '=', seq)
        .execute();
      const { entries } = await transaction
        .updateTable('cases')
        .set((row) => ({ version: row('version', '+', 1), entries: row('entries', '+', 1) }))
        .where('id', '=', caseId)
        .returning('entries')
        .executeTakeFirstOrThrow();
      const body: EntryBody = { kind: 'undelivered', channel, failure };
      await addEntries(transaction, caseId, entries, at, [{ by: channel, body }]);
    });
  }

  /** How many are open. */
  async depth(): Promise<number> {
    const { open } = await this.#db
      .selectFrom('outbox')
      .select((row) => row.fn.countAll<number>().as('open'))
      .where('done_at', 'is', null)
      .executeTakeFirstOrThrow();
    return open;
  }
}
