import type { Transaction } from 'kysely';
import type { NewEntry } from './case-record.ts';
import type { Tables } from './tables.ts';

/** Writes entries of a case's timeline, from number `first` on; the case's row must count them. */
export async function addEntries(
  db: Transaction<Tables>,
  caseId: string,
  first: number,
  at: number,
  entries: readonly NewEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  await db
    .insertInto('timeline')
    .values(
      entries.map(({ by, body }, index) => ({
        case_id: caseId,
        n: first + index,
        at,
        by,
        body: JSON.stringify(body),
      })),
    )
    .execute();
}
