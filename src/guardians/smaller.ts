import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { query } from '../db/sql-files.js';
import { finding } from '../findings/catalogue.js';
import type { RunContext } from '../runs/context.js';
import type { RunFinding } from '../runs/findings.js';
import { number } from '../words/numbers.js';
import type { ParsedCounts } from './counts.js';

/** docs/guardian-rules.md 1: a file with fewer than half of the rows of the last applied one says so, whatever comes of it. */
export async function farSmaller(
  trx: Knex.Transaction,
  { districtId, scopeId, runId }: RunContext,
  { name, parsed: { read, blank } }: { name: string; parsed: ParsedCounts },
): Promise<RunFinding[]> {
  const [last] = await query<{ run: number; rows: number }>(
    trx,
    `select r.run_id as run, cast(s.result #>> '{rows,read}' as int) - cast(s.result #>> '{rows,blank}' as int) as rows
     from run r
     join run_step s on s.district_id = r.district_id and s.run_id = r.run_id and s.step = :step
     where r.district_id = :districtId and r.scope_id = :scopeId and r.run_id < :runId and r.kind in ('sync', 'upload')
       and s.result -> 'held' is null and coalesce(r.options #>> '{upload,abandon}', 'true') = 'true'
       and not is_reverted(r.district_id, r.run_id)
     order by r.run_id desc
     limit 1`,
    { districtId, scopeId, runId, step: stepsOf('guardians').apply },
  );
  const rows = read - blank;
  if (!last || rows * 2 >= last.rows) return [];
  const params = { rows: number(rows), before: number(last.rows), run: last.run };
  return [
    { ...finding('file-far-smaller', { file: name }, params), details: { rows, before: last.rows, run: last.run } },
  ];
}
