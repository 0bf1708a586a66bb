import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { Scope } from './scopes.js';

/**
 * Only one level of a district, its own sync or those of its schools, can sync: both would bring the same people. Two that
 * are on are kept apart by a constraint of the table `scope`. One that is off can be started by hand only if none of the
 * other level is on and the district's last run was of its own level: a change of level moves everybody, so it is asked
 * for by turning the sync on.
 *
 * @throws SyncFailure `SyncLevelsOverlap`
 */
export async function assertLevel(
  db: Knex | Knex.Transaction,
  scope: Pick<Scope, 'districtId' | 'scopeId' | 'slug' | 'enabled'>,
): Promise<void> {
  if (scope.enabled) return;
  const values = { districtId: scope.districtId, scopeId: scope.scopeId };
  const [other] = await query<{ slug: string }>(
    db,
    `select other.slug from scope mine join scope other using (district_id)
     where mine.district_id = :districtId and mine.scope_id = :scopeId and other.enabled and other.scope_id <> mine.scope_id
       and (mine.school_id is null or other.school_id is null)
     order by other.slug limit 1`,
    values,
  );
  if (other)
    throw new SyncFailure(
      'SyncLevelsOverlap',
      `The sync of "${scope.slug}" is off, and "${other.slug}", of the other level (district or school), is on. Only one level of a district can sync: switch that one off first.`,
    );
  const [last] = await query<{ slug: string; is_other: boolean }>(
    db,
    `select s.slug, (s.school_id is null) <> (mine.school_id is null) as is_other
     from run r join scope s using (district_id, scope_id)
     join scope mine on mine.district_id = r.district_id and mine.scope_id = :scopeId
     where r.district_id = :districtId and r.kind <> 'preview' order by r.run_id desc limit 1`,
    values,
  );
  if (last?.is_other)
    throw new SyncFailure(
      'SyncLevelsOverlap',
      `The sync of "${scope.slug}" is off, and the district was last synced by "${last.slug}", of the other level (district or school). Started by hand it would take everybody over to its own level. To go over, switch it on: "dailysync settings set ${scope.slug} enabled=true"`,
    );
}
