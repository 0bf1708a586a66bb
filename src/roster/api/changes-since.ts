import type { Knex } from 'knex';
import { query } from '../../db/sql-files.js';
import type { RunContext } from '../../runs/context.js';
import { originOf } from './fetched.js';

/**
 * From where this run may read changes alone: the mark of the run whose roster was applied last. null, and so the whole is
 * read, where the settings say so, where that run read otherwise than this one would, where the last whole read is too
 * long ago, and where something else has touched the roster since (a revert, a change of level).
 */
export async function changesSince(db: Knex, run: RunContext): Promise<string | null> {
  const { mode, fullEveryDays } = run.settings.roster;
  if (mode === 'full') return null;
  const [last] = await query<{ mark: string | null }>(
    db,
    `with touched as (
       select r.run_id, r.scope_id, s.step, s.finished_at, f.result as fetched
       from run r
       join run_step s using (district_id, run_id)
       left join run_step f on f.district_id = r.district_id and f.run_id = r.run_id and f.step = 'fetchRoster' and f.batch = 0
       where r.district_id = :districtId and r.kind <> 'preview' and r.run_id <> :runId
         and (s.step = 'changeLevel' or s.step = 'revertRun'
           or (s.step = 'applyRoster' and r.scope_id = :scopeId and s.result -> 'held' is null and not s.reopened))
     )
     select case
         when last.step = 'applyRoster' and last.fetched ->> 'origin' = :origin and exists (
           select from touched whole
           where whole.step = 'applyRoster' and whole.fetched ->> 'origin' = :origin
             and whole.fetched ->> 'changesOnly' = 'false'
             and whole.finished_at > now() - make_interval(days => :fullEveryDays))
         then last.fetched ->> 'mark' end as mark
     from touched last order by last.finished_at desc limit 1`,
    {
      districtId: run.districtId,
      scopeId: run.scopeId,
      runId: run.runId,
      origin: originOf(run.settings, null),
      fullEveryDays,
    },
  );
  return last?.mark ?? null;
}
