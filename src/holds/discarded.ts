import type { Knex } from 'knex';
import { kindsOf, type StagedPart, stagedParts, stepsOf } from '../contract/parts.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';
import { holdReason } from './reasons.js';

interface Word {
  what: 'discard' | 'apply' | 'revert';
  /** The run that discarded or applied the file; of a revert, the run that was put back. */
  run_id: number;
  /** Of a revert: the run that put back. */
  by_run: number | null;
  by: string;
}

const appliedAfter = JSON.stringify(
  Object.fromEntries(stagedParts.map((part) => [stepsOf(part).fetch, stepsOf(part).apply])),
);
const kinds = stagedParts.flatMap(kindsOf);
const files = stagedParts.map(sha256Of);

/** The name under which a decision keeps the content of a part's held file. */
export function sha256Of(part: StagedPart): string {
  return part === 'guardians' ? 'sha256' : `${part}Sha256`;
}

/**
 * A file that an admin discarded, or whose run an admin put back, by its content, unless it was applied all the same
 * since. A reverted run says something about a file only where that changed something in it.
 */
export async function discardedFile(
  trx: Knex.Transaction,
  run: RunContext,
  sha256: string | undefined,
): Promise<HoldReason[]> {
  if (sha256 === undefined) return [];
  const [last] = await query<Word>(
    trx,
    `select what, run_id, by_run, by from (
       select d.answer as what, d.run_id, cast(null as bigint) as by_run, d.decided_by as by, d.decided_at as at
       from decision d join run r using (district_id, run_id)
       where r.district_id = :districtId and r.scope_id = :scopeId and d.question = 'hold'
         and exists (select from unnest(cast(:files as text[])) as name where d.details ->> name = :sha256)
       union all
       select 'revert', b.reverts_run, b.run_id, b.requested_by, b.started_at
       from run b
       join run_step f on f.district_id = b.district_id and f.run_id = b.reverts_run
       join run_step a on a.district_id = b.district_id and a.run_id = b.reverts_run
       where b.district_id = :districtId and b.scope_id = :scopeId and b.reverts_run is not null
         and f.result ->> 'sha256' = :sha256 and a.step = cast(:appliedAfter as jsonb) ->> f.step
         and exists (
           select from jsonb_each(a.result) as kind
           cross join jsonb_each_text(case jsonb_typeof(kind.value) when 'object' then kind.value else '{}' end) as n
           where kind.key = any (cast(:kinds as text[]))
             and n.key in ('created', 'updated', 'restored', 'archived') and n.value <> '0')
         and not is_reverted(b.district_id, b.run_id)
     ) as word
     order by at desc limit 1`,
    { districtId: run.districtId, scopeId: run.scopeId, sha256, files, appliedAfter, kinds },
  );
  if (!last || last.what === 'apply') return [];
  const { what, run_id, by_run, by } = last;
  const reason =
    what === 'discard'
      ? holdReason('file-discarded', 100, { run: run_id, by })
      : holdReason('file-reverted', 100, { run: run_id, by, byRun: by_run! });
  return [reason];
}
