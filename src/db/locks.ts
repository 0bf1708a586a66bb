import type { Knex } from 'knex';
import { query } from './sql-files.js';

/** `application_name` of a session that works for a dry run begins with this; of one that works for a run, not. */
export const dryRunSession = 'dry-run';

/**
 * Locks are always taken in the order level, scopes by id, district. Advisory transaction locks: a row lock would block every
 * insert that refers to the row. Not obtained within two seconds: SQLSTATE 55P03, translated to the retryable
 * `ScopeBusy`, so that the worker's slot is free again. A dry run that holds the lock is ended: it changes nothing and can
 * be made again.
 */
export async function lockScope(trx: Knex.Transaction, districtId: number, scopeId: number): Promise<void> {
  await lock(trx, `scope/${districtId}/${scopeId}`);
}

export async function lockDistrict(trx: Knex.Transaction, districtId: number): Promise<void> {
  await lock(trx, `district/${districtId}`);
}

/** Taken before all scopes' locks: which level of a district syncs is decided by one run at a time. */
export async function lockLevel(trx: Knex.Transaction, districtId: number): Promise<void> {
  await waitFor(trx, `level/${districtId}`);
}

/** A dry run waits its turn; it ends nobody. */
export async function lockForDryRun(trx: Knex.Transaction, districtId: number, scopeId: number): Promise<void> {
  await waitFor(trx, `scope/${districtId}/${scopeId}`);
}

export async function lockDistrictForDryRun(trx: Knex.Transaction, districtId: number): Promise<void> {
  await waitFor(trx, `district/${districtId}`);
}

/** What a dry run stages is its own: its steps keep nobody else waiting. */
export async function lockDryRun(trx: Knex.Transaction, name: string): Promise<void> {
  await waitFor(trx, `dry-run/${name}`);
}

/** Two workers with the same batch: the second waits for the first and then finds its marker. */
export async function lockBatch(
  trx: Knex.Transaction,
  runId: number,
  collection: string,
  batch: number,
): Promise<void> {
  await waitFor(trx, `batch/${runId}/${collection}/${batch}`);
}

async function lock(trx: Knex.Transaction, name: string): Promise<void> {
  const [free] = await query<{ locked: boolean }>(
    trx,
    'select pg_try_advisory_xact_lock(hashtextextended(:name, 0)) as locked',
    { name },
  );
  if (free?.locked) return;
  await endDryRuns(trx, name);
  await waitFor(trx, name);
}

async function waitFor(trx: Knex.Transaction, name: string): Promise<void> {
  await trx.raw(`set local lock_timeout = '2s'`);
  await trx.raw('select pg_advisory_xact_lock(hashtextextended(?, 0))', [name]);
  await trx.raw(`set local lock_timeout = 0`);
}

async function endDryRuns(trx: Knex.Transaction, name: string): Promise<void> {
  await query(
    trx,
    `select pg_terminate_backend(l.pid)
     from pg_locks l join pg_stat_activity a using (pid)
     where l.locktype = 'advisory' and l.granted and l.objsubid = 1 and a.datname = current_database()
       and (cast(l.classid as bigint) << 32) | cast(l.objid as bigint) = hashtextextended(:name, 0)
       and starts_with(a.application_name, :session)`,
    { name, session: `${dryRunSession} ` },
  );
}
