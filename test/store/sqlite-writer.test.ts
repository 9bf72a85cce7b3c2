import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Kysely, sql } from 'kysely';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { sqliteDialect } from '../../src/store/sqlite.ts';
import { StoreUnavailable } from '../../src/store/unavailable.ts';

interface Rows {
  readonly notes: { readonly id: number; readonly text: string };
}

let folder: string;
let db: Kysely<Rows>;
let other: DatabaseSync;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'writer-'));
  const path = join(folder, 'a.sqlite');
  db = new Kysely<Rows>({ dialect: sqliteDialect(path, () => undefined) });
  await sql`create table notes (id integer primary key, text text not null)`.execute(db);
  other = new DatabaseSync(path, { timeout: 1000 });
});
afterEach(async () => {
  other.close();
  await db.destroy();
  rmSync(folder, { recursive: true, force: true });
});

function idsSeenElsewhere(): number[] {
  return other
    .prepare('select id from notes order by id')
    .all()
    .map(({ id }) => Number(id));
}

function add(id: number, text: string, fails = false): Promise<number> {
  return db.transaction().execute(async (transaction) => {
    await transaction.insertInto('notes').values({ id, text }).execute();
    if (fails) throw new Error('changed its mind');
    return id;
  });
}

/** The ids of those that were said to be saved. */
async function saved(adding: readonly Promise<number>[]): Promise<number[]> {
  const settled = await Promise.allSettled(adding);
  return settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
}

it('undoes only what failed of transactions that came together', async () => {
  const adding = Array.from({ length: 30 }, (_, id) => add(id, 'a note', id % 3 === 0));
  const ids = await saved(adding);
  expect(ids).toHaveLength(20);
  expect(idsSeenElsewhere()).toEqual(ids);
});

it('says that something is saved when others see it, and not before', async () => {
  const adding = Array.from({ length: 10 }, async (_, id) => {
    await add(id, 'a note');
    expect(idsSeenElsewhere()).toContain(id);
  });
  await Promise.all(adding);
});

it('keeps single changes and transactions in the order in which they came', async () => {
  await Promise.all([
    add(1, 'first'),
    db.updateTable('notes').set({ text: 'second' }).where('id', '=', 1).execute(),
    add(2, 'third', true).catch(() => undefined),
    db.deleteFrom('notes').where('text', '=', 'second').execute(),
    add(1, 'fourth'),
  ]);
  const rows = await db.selectFrom('notes').selectAll().execute();
  expect(rows).toEqual([{ id: 1, text: 'fourth' }]);
});

it('on a full disk saves what it says that it has saved', async () => {
  await sql`pragma max_page_count = 40`.execute(db);
  const adding = Array.from({ length: 60 }, (_, id) => add(id, 'x'.repeat(8000)));
  const settled = await Promise.allSettled(adding);
  const reasons = settled.flatMap((each) =>
    each.status === 'rejected' ? [each.reason as unknown] : [],
  );
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toBeInstanceOf(StoreUnavailable);
  const ids = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  expect(idsSeenElsewhere()).toEqual(ids);
  await sql`pragma max_page_count = 1000`.execute(db);
  await add(100, 'there is room again');
  expect(idsSeenElsewhere()).toEqual([...ids, 100]);
});

it('a transaction that passes over a full disk and goes on saves nothing, and is told so', async () => {
  await sql`pragma max_page_count = 40`.execute(db);
  const before = add(1, 'a note').catch((error: unknown) => error);
  const going = db.transaction().execute(async (transaction) => {
    const write = (id: number, text: string): Promise<unknown> =>
      transaction.insertInto('notes').values({ id, text }).execute();
    await write(2, 'x'.repeat(500_000)).catch(() => undefined);
    await write(3, 'small').catch(() => undefined);
  });
  await expect(going).rejects.toBeInstanceOf(StoreUnavailable);
  // What came together with it was lost with it, and is told as that.
  expect(await before).toBeInstanceOf(StoreUnavailable);
  expect(idsSeenElsewhere()).toEqual([]);
  await add(4, 'there is room for it');
  expect(idsSeenElsewhere()).toEqual([4]);
});

it('what cannot be undone is not saved with what came together with it', async () => {
  const adding = [
    add(1, 'a note'),
    db.transaction().execute(async (transaction) => {
      await transaction.insertInto('notes').values({ id: 2, text: 'half' }).execute();
      // As if the disk refused to undo it.
      await sql`release part`.execute(transaction);
      throw new Error('changed its mind');
    }),
    add(3, 'a note'),
  ] as const;
  expect(await saved(adding)).toEqual([3]);
  expect(idsSeenElsewhere()).toEqual([3]);
});

it('whoever gives way to a change sees it when looking again', async () => {
  const first = add(1, 'first');
  const second = db
    .transaction()
    .execute(async (transaction) => {
      const rows = await transaction.selectFrom('notes').select('id').execute();
      if (rows.length > 0) throw new Error('somebody was faster');
    })
    .catch(() => db.selectFrom('notes').select('text').execute());
  expect(await second).toEqual([{ text: 'first' }]);
  await first;
});

it('saves what is under way when it is closed', async () => {
  const adding = [add(1, 'a note'), add(2, 'a note')];
  await Promise.resolve();
  await Promise.all([...adding, db.destroy()]).catch(() => undefined);
  expect(idsSeenElsewhere()).toEqual(await saved(adding));
});
