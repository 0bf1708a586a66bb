import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { forgetMended } from '../runs/failure-finding.js';

/** What a transaction wrote of the run's own record, as JSON texts. */
export interface TakenRecord {
  run: string;
  steps: string;
  findings: string;
}

/** Reads what the given steps wrote, to write it again when the transaction is rolled back. */
export async function takeRecord(
  trx: Knex.Transaction,
  { districtId, runId }: RunContext,
  steps: readonly string[],
): Promise<TakenRecord> {
  const [taken] = await query<TakenRecord>(
    trx,
    `select cast(to_jsonb(r) as text) as run,
       (select cast(coalesce(jsonb_agg(to_jsonb(s)), '[]') as text) from run_step s
        where s.district_id = r.district_id and s.run_id = r.run_id and s.step = any (cast(:steps as text[]))) as steps,
       (select cast(coalesce(jsonb_agg(to_jsonb(f)), '[]') as text) from run_finding f
        where f.district_id = r.district_id and f.run_id = r.run_id and f.step = any (cast(:steps as text[]))) as findings
     from run r where r.district_id = :districtId and r.run_id = :runId`,
    { districtId, runId, steps },
  );
  return taken!;
}

/** Ids and times stay as they were. */
export async function putRecord(trx: Knex.Transaction, run: RunContext, taken: TakenRecord): Promise<void> {
  const { districtId, runId } = run;
  await query(
    trx,
    `insert into run_step select * from jsonb_populate_recordset(cast(null as run_step), cast(:steps as jsonb))`,
    {
      steps: taken.steps,
    },
  );
  await query(
    trx,
    `insert into run_finding overriding system value
     select * from jsonb_populate_recordset(cast(null as run_finding), cast(:findings as jsonb))`,
    { findings: taken.findings },
  );
  const [row] = await query<{ failure_code: string | null }>(
    trx,
    `update run r set status = t.status, counts = t.counts, held = t.held, file = t.file, failure_code = t.failure_code,
       failure_message = t.failure_message, failed_step = t.failed_step, finished_at = clock_timestamp()
     from jsonb_populate_record(cast(null as run), cast(:run as jsonb)) t
     where r.district_id = :districtId and r.run_id = :runId returning r.failure_code`,
    { districtId, runId, run: taken.run },
  );
  if (!row?.failure_code) await forgetMended(trx, run, []);
}
