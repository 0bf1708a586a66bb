import type { Knex } from 'knex';
import { type FilePart, stepsOf } from '../../contract/parts.js';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';

/** What the file looked like that an automated sync of the scope applied last. */
export interface LastApplied {
  runId: number;
  endsWithLineEnd: boolean;
}

/** Uploads, and families that the roster names, say nothing about what the export writes. Null if there was none. */
export async function lastApplied(
  db: Knex | Knex.Transaction,
  { districtId, scopeId, runId }: RunContext,
  part: FilePart,
): Promise<LastApplied | null> {
  const { fetch, decode } = stepsOf(part);
  const [last] = await query<LastApplied>(
    db,
    `select r.run_id as "runId", cast(d.result -> 'encoding' ->> 'endsWithLineEnd' as boolean) as "endsWithLineEnd"
     from run r
     join run_step f on f.district_id = r.district_id and f.run_id = r.run_id and f.step = :fetch
     join run_step d on d.district_id = r.district_id and d.run_id = r.run_id and d.step = :decode
     where r.district_id = :districtId and r.scope_id = :scopeId and r.run_id < :runId and r.kind = 'sync'
       and r.counts -> cast(:part as text) is not null and f.result ->> 'path' <> ''
     order by r.run_id desc limit 1`,
    { districtId, scopeId, runId, part, fetch, decode },
  );
  return last ?? null;
}
