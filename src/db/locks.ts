import type { Knex } from 'knex';

/**
 * Locks are always taken in the order scope, then district. Advisory transaction locks: a row lock would block every
 * insert that refers to the row. Not obtained within two seconds: SQLSTATE 55P03, translated to the retryable
 * `ScopeBusy`, so that the worker's slot is free again.
 */
export async function lockScope(trx: Knex.Transaction, districtId: number, scopeId: number): Promise<void> {
  await lock(trx, `scope/${districtId}/${scopeId}`);
}

export async function lockDistrict(trx: Knex.Transaction, districtId: number): Promise<void> {
  await lock(trx, `district/${districtId}`);
}

/** Two workers with the same batch: the second waits for the first and then finds its marker. */
export async function lockBatch(
  trx: Knex.Transaction,
  runId: number,
  collection: string,
  batch: number,
): Promise<void> {
  await lock(trx, `batch/${runId}/${collection}/${batch}`);
}

async function lock(trx: Knex.Transaction, name: string): Promise<void> {
  await trx.raw(`set local lock_timeout = '2s'`);
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
  await trx.raw(`set local lock_timeout = 0`);
}
