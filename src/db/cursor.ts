import type { Knex } from 'knex';
import { query } from './sql-files.js';

const rowsAtOnce = 1000;
/** Whoever reads the rows and stops in the middle must not keep the connection. */
const idleSeconds = 120;

/**
 * What `read` yields, all of one moment: a transaction that only reads, ended when the last was taken or the reader
 * stopped.
 */
export async function* ofOneMoment<Item>(
  db: Knex,
  read: (trx: Knex.Transaction) => AsyncIterable<Item>,
): AsyncGenerator<Item> {
  const trx = await db.transaction(undefined, { isolationLevel: 'repeatable read', readOnly: true });
  try {
    await query(trx, `set local idle_in_transaction_session_timeout = '${idleSeconds}s'`);
    yield* read(trx);
  } finally {
    // Nothing was written. A connection that broke is gone already.
    await trx.rollback().catch(() => {});
  }
}

let cursors = 0;

/** The rows of a query, some at a time, however many there are: PostgreSQL keeps the rest. */
export async function* rowsOf<Row>(
  trx: Knex.Transaction,
  sql: string,
  values: Record<string, unknown>,
): AsyncGenerator<Row[]> {
  const name = `rows_${++cursors}`;
  await query(trx, `declare ${name} no scroll cursor for ${sql}`, values);
  for (;;) {
    const rows = await query<Row>(trx, `fetch forward ${rowsAtOnce} from ${name}`);
    if (rows.length > 0) yield rows;
    if (rows.length < rowsAtOnce) break;
  }
  await query(trx, `close ${name}`);
}
