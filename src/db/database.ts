import knex, { type Knex } from 'knex';
import pg from 'pg';

// Ids and counts stay below 2^53: numbers are handier than strings. int8 arrays too.
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
pg.types.setTypeParser(1016 as never, (text: string) =>
  text === '{}' ? [] : text.slice(1, -1).split(',').map(Number),
);

/**
 * A connection pool. `compileSqlOnError` stays off: knex would put bound values, which are people's data, into error
 * messages.
 */
export function openDatabase(url: string, options: { max?: number; applicationName?: string } = {}): Knex {
  return knex({
    client: 'pg',
    compileSqlOnError: false,
    connection: {
      connectionString: url,
      application_name: options.applicationName ?? 'dailysync',
      // A canceled activity must not leave a query running on the server.
      options: '-c client_connection_check_interval=1000 -c jit=off',
    },
    pool: { min: 0, max: options.max ?? 10, afterCreate: disposeWhenFatal },
    // knex prints lost connections to standard output, past every log; whoever asked for one gets the error anyway.
    log: { warn: () => {}, error: () => {}, deprecate: () => {}, debug: () => {} },
  });
}

interface PooledClient {
  connection: { on(event: 'errorMessage', listener: (message: { severity?: string }) => void): void };
  __knex__disposed?: unknown;
}

/**
 * A session that the server ends (a take-over, a restart) says so with its last error, and its socket closes a moment
 * later. knex waits for the latter, so that in between the pool would give the dead connection to the next query.
 */
function disposeWhenFatal(client: PooledClient, done: (error: Error | null, client: PooledClient) => void): void {
  client.connection.on('errorMessage', (message) => {
    if (message.severity === 'FATAL' || message.severity === 'PANIC') client.__knex__disposed = message.severity;
  });
  done(null, client);
}
