import type { Knex } from 'knex';
import type { BlobManifest } from '../blobs/blob-manifest.js';
import type { BlobStore } from '../blobs/blob-store.js';
import { storeChunks } from '../blobs/store-chunks.js';
import { copiedText, copyText } from '../db/copy.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { forgetFixed } from '../runs/failure-finding.js';
import { findingColumns } from '../runs/findings.js';

/** What a transaction wrote of the run's own record. */
export interface TakenRecord {
  /** JSON. */
  run: string;
  /** JSON. */
  steps: string;
  /** COPY's text: a first load may have hundreds of thousands. */
  findings: BlobManifest;
}

const columns = ['finding_id', ...findingColumns];

/** Reads what the given steps wrote, to write it again when the transaction is rolled back. */
export async function takeRecord(
  trx: Knex.Transaction,
  blobs: BlobStore,
  { districtId, runId }: RunContext,
  steps: readonly string[],
): Promise<TakenRecord> {
  const [taken] = await query<{ run: string; steps: string }>(
    trx,
    `select cast(to_jsonb(r) as text) as run,
       (select cast(coalesce(jsonb_agg(to_jsonb(s)), '[]') as text) from run_step s
        where s.district_id = r.district_id and s.run_id = r.run_id and s.step = any (cast(:steps as text[]))) as steps
     from run r where r.district_id = :districtId and r.run_id = :runId`,
    { districtId, runId, steps },
  );
  const findings = copiedText(
    trx,
    `select ${columns.join(', ')} from run_finding
     where district_id = ${districtId} and run_id = ${runId} and step in (${steps.map((step) => `'${step}'`).join(', ')})`,
  );
  return { ...taken!, findings: await storeChunks(blobs, findings) };
}

/** Ids and times stay as they were. */
export async function putRecord(
  trx: Knex.Transaction,
  blobs: BlobStore,
  run: RunContext,
  taken: TakenRecord,
): Promise<void> {
  const { districtId, runId } = run;
  await query(
    trx,
    `insert into run_step select * from jsonb_populate_recordset(cast(null as run_step), cast(:steps as jsonb))`,
    {
      steps: taken.steps,
    },
  );
  await copyText(trx, 'run_finding', columns, blobs.read(taken.findings));
  const [row] = await query<{ failure_code: string | null }>(
    trx,
    `update run r set status = t.status, counts = t.counts, held = t.held, file = t.file, failure_code = t.failure_code,
       failure_message = t.failure_message, failed_step = t.failed_step, failed_parts = t.failed_parts, finished_at = clock_timestamp()
     from jsonb_populate_record(cast(null as run), cast(:run as jsonb)) t
     where r.district_id = :districtId and r.run_id = :runId returning r.failure_code`,
    { districtId, runId, run: taken.run },
  );
  if (!row?.failure_code) await forgetFixed(trx, run, []);
}
