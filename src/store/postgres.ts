import { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { PostgresDialect, type CompiledQuery, type PostgresPool } from 'kysely';
import pg from 'pg';
import { tell } from './postgres-trouble.ts';

const MOST_CONNECTIONS = 10;
const CONNECT_TIMEOUT_MS = 5000;
const STATEMENT_TIMEOUT_MS = 15_000;
/** Ours, for a server that does not answer at all: a little after the server itself would have given up. */
const QUERY_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 1000;
const CLOSE_LIMIT_MS = 1000;

/** A pool whose connections are cut off where the server does not let them end. */
function openPool(url: string, onError: (error: Error) => void): PostgresPool {
  const types = new pg.TypeOverrides();
  // Every count and time of ours is far below 2^53.
  types.setTypeParser(pg.types.builtins.INT8, Number);
  const sockets = new Set<Socket>();
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
    types,
    stream: () => {
      const socket = new Socket();
      sockets.add(socket);
      return socket.once('close', () => sockets.delete(socket));
    },
  });
  // Without listeners, a server that stops would end the process: the pool's for idle connections, the client's for all.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', onError));
  return {
    options: pool.options,
    connect: () => pool.connect().catch(tell),
    end: async () => {
      const closed = [...sockets].map(
        (socket) => new Promise((resolve) => socket.once('close', resolve)),
      );
      const pause = sleep(CLOSE_LIMIT_MS, undefined, { ref: false });
      await Promise.race([Promise.all([pool.end(), ...closed]), pause]);
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** PostgreSQL at `url`. A lost connection is told to `onError` and made anew at the next query. */
export function postgresDialect(url: string, onError: (error: Error) => void): PostgresDialect {
  return new PostgresDialect({
    pool: () => Promise.resolve(openPool(url, onError)),
    onCreateConnection: (connection) => {
      const execute = connection.executeQuery.bind(connection);
      connection.executeQuery = <R>(query: CompiledQuery) => execute<R>(query).catch(tell);
      return Promise.resolve();
    },
  });
}
