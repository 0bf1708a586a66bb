import type { Knex } from 'knex';

/**
 * Planner settings for a transaction that joins whole working tables, each the size of a scope. Right after a first load
 * the statistics of the tables still say that they are nearly empty, and a nested loop over them would take hours: hash
 * joins cost at most a pass over the district's rows.
 */
export async function planForWholeTables(trx: Knex.Transaction): Promise<void> {
  // The plans differ little with fewer statistics, and a working table of a million rows is analyzed in a third of the time.
  await trx.raw(
    `set local work_mem = '128MB'; set local enable_nestloop = off; set local default_statistics_target = 10`,
  );
}

/** For what else is done in such a transaction: without nested loops, looking up one family reads the whole district. */
export async function planAsUsual(trx: Knex.Transaction): Promise<void> {
  const settings = ['work_mem', 'enable_nestloop', 'default_statistics_target'];
  await trx.raw(settings.map((setting) => `set local ${setting} to default`).join('; '));
}

/**
 * What autovacuum would do a minute later, and by its rule: until then the planner takes a table that was just filled for
 * an empty one, and the page of a family takes seconds. The tables stay locked against other ANALYZEs until the end of the
 * transaction, so it should be the last thing there.
 *
 * @param created rows that the transaction has added to the first table, and about as many to each of the others
 */
export async function refreshStatistics(trx: Knex.Transaction, created: number, ...tables: string[]): Promise<void> {
  if (created === 0) return;
  const { rows } = await trx.raw('select reltuples from pg_class where oid = cast(? as regclass)', [tables[0]!]);
  if (created > 50 + Math.max(0, rows[0].reltuples) / 10) await trx.raw(`analyze ${tables.join(', ')}`);
}
