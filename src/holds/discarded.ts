import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from './reasons.js';

/** A file that an admin discarded, by its content, unless it was applied all the same since. */
export async function discardedFile(
  trx: Knex.Transaction,
  run: RunContext,
  sha256: string | undefined,
): Promise<HoldReason[]> {
  if (sha256 === undefined) return [];
  const [last] = await query<{ answer: string; run_id: number; decided_by: string }>(
    trx,
    `select d.answer, d.run_id, d.decided_by from decision d join run r using (district_id, run_id)
     where r.district_id = :districtId and r.scope_id = :scopeId and d.question = 'hold'
       and :sha256 in (d.details ->> 'sha256', d.details ->> 'attributesSha256')
     order by d.decided_at desc limit 1`,
    { districtId: run.districtId, scopeId: run.scopeId, sha256 },
  );
  if (last?.answer !== 'discard') return [];
  return [
    {
      code: 'file-discarded',
      figure: 100,
      message: `This very file was discarded in run ${last.run_id} by ${last.decided_by}. "Apply" applies it all the same.`,
    },
  ];
}
