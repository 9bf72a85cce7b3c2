import { PostgresDialect } from 'kysely';
import pg from 'pg';

const MOST_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;

/** PostgreSQL at `url`. A lost connection is told to `onError` and made anew at the next query. */
export function postgresDialect(url: string, onError: (error: Error) => void): PostgresDialect {
  return new PostgresDialect({
    pool: () => {
      const types = new pg.TypeOverrides();
      // Every count and time of ours is far below 2^53.
      types.setTypeParser(pg.types.builtins.INT8, Number);
      const pool = new pg.Pool({
        connectionString: url,
        max: MOST_CONNECTIONS,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        statement_timeout: STATEMENT_TIMEOUT_MS,
        types,
      });
      // Without a listener, a server that stops would end the process.
      pool.on('error', onError);
      return Promise.resolve(pool);
    },
  });
}
