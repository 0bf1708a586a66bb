import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { Scope } from './scopes.js';

/**
 * A sync that is switched off can still be started by hand, but not beside one of the other level (district or school)
 * that is on: both would bring the same people. Two that are on are kept apart by a constraint of the table `scope`.
 *
 * @throws SyncFailure `SyncLevelsOverlap`
 */
export async function assertLevel(
  db: Knex | Knex.Transaction,
  scope: Pick<Scope, 'districtId' | 'scopeId' | 'slug' | 'enabled'>,
): Promise<void> {
  if (scope.enabled) return;
  const [other] = await query<{ slug: string }>(
    db,
    `select other.slug from scope mine join scope other using (district_id)
     where mine.district_id = :districtId and mine.scope_id = :scopeId and other.enabled and other.scope_id <> mine.scope_id
       and (mine.school_id is null or other.school_id is null)
     order by other.slug limit 1`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  if (other)
    throw new SyncFailure(
      'SyncLevelsOverlap',
      `The sync of "${scope.slug}" is off, and "${other.slug}", of the other level (district or school), is on. Only one level of a district can sync: switch that one off first.`,
    );
}
