import type { Knex } from 'knex';
import { lockDistrict, lockLevel, lockScope } from '../db/locks.js';
import { query } from '../db/sql-files.js';
import { assertLevel } from '../settings/levels.js';
import type { Scope } from '../settings/scopes.js';

/**
 * Before a run opens: its scope's level is the one that may sync, and the scope's lock is held. Where people are to move
 * here from scopes of the other level, the locks of the whole district are held.
 *
 * @throws SyncFailure `SyncLevelsOverlap`
 */
export async function lockForRun(
  trx: Knex.Transaction,
  scope: Pick<Scope, 'districtId' | 'scopeId' | 'slug' | 'enabled'>,
): Promise<void> {
  await lockLevel(trx, scope.districtId);
  await assertLevel(trx, scope);
  if (!(await isOtherLevel(trx, scope))) return lockScope(trx, scope.districtId, scope.scopeId);
  const scopes = await query<{ scope_id: number }>(
    trx,
    'select scope_id from scope where district_id = :districtId order by scope_id',
    { districtId: scope.districtId },
  );
  for (const { scope_id } of scopes) await lockScope(trx, scope.districtId, scope_id);
  await lockDistrict(trx, scope.districtId);
}

/**
 * Whether scopes of the other level keep people whom scopes of this level cover: after the level was changed, and after a
 * school got a sync of its own.
 */
export async function isOtherLevel(
  trx: Knex.Transaction,
  { districtId, scopeId }: { districtId: number; scopeId: number },
): Promise<boolean> {
  const inScopes = (schools: 'null' | 'not null', condition: (alias: string) => string) =>
    ['student', 'staff', 'classroom', 'term']
      .map(
        (table) => `exists (
         select from scope s join ${table} t on t.district_id = s.district_id and t.scope_id = s.scope_id
         where s.district_id = :districtId and s.school_id is ${schools} and t.archived_at is null ${condition(table)})`,
      )
      .join(' or ');
  const covered = (table: string) => {
    if (table === 'term')
      return 'and exists (select from scope c where c.district_id = :districtId and c.school_id is not null)';
    const listed = table === 'classroom' ? '' : 'or c.school_id = any (t.school_ids)';
    return `and exists (select from scope c where c.district_id = :districtId and (c.school_id = t.school_id ${listed}))`;
  };
  const [row] = await query<{ due: boolean }>(
    trx,
    `select case when school_id is null then ${inScopes('not null', () => '')} else ${inScopes('null', covered)} end as due
     from scope where district_id = :districtId and scope_id = :scopeId`,
    { districtId, scopeId },
  );
  return row?.due ?? false;
}
