import pg from 'pg';
import { StoreUnavailable, type Trouble } from './unavailable.ts';

/** By SQLSTATE (https://www.postgresql.org/docs/18/errcodes-appendix.html). */
const TROUBLES: Readonly<Record<string, Trouble>> = {
  '25006': 'read-only',
  '40001': 'busy',
  '40P01': 'busy',
  '53100': 'full',
  '53200': 'busy',
  '55P03': 'busy',
  '57014': 'timeout',
};

/** What is wrong with the database, where the error says so; null for an error of the query. */
function troubleOf(error: Error): Trouble | null {
  // What is not PostgreSQL's own answer happened on the way to it.
  if (!(error instanceof pg.DatabaseError)) return 'unreachable';
  const known = TROUBLES[error.code ?? ''];
  return known ?? (error.severity === 'FATAL' ? 'unreachable' : null);
}

/** @throws what `error` is to those who use the store. */
export function tell(error: unknown): never {
  const trouble = error instanceof Error ? troubleOf(error) : null;
  throw trouble === null ? error : new StoreUnavailable(trouble, error as Error);
}
