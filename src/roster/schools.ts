import type { Knex } from 'knex';
import { SyncFailure } from '../contract/failures.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { rosterStagingTable, type StagedCounts } from './stage.js';

/**
 * The schools whose classes and people the run syncs, by their source ids: the one of a school's sync, or those that the
 * setting `roster.schools` names ("School Connections to SIS"), by source id or identifier; null: all.
 *
 * @throws SyncFailure `SchoolIdMissing`, `SchoolNotInRoster`, `SchoolsNotInRoster`
 */
export async function syncedSchools(
  trx: Knex.Transaction,
  run: RunContext,
  staged: StagedCounts | undefined,
): Promise<string[] | null> {
  const { school, scope } = run;
  if (school !== null) {
    const { sourceId } = school;
    if (sourceId === null) throw schoolIdMissing(scope);
    if (!(await known(trx, run, staged, [sourceId])).has(sourceId)) throw schoolNotInRoster(scope, sourceId);
    return [sourceId];
  }
  const wanted = run.settings.roster.schools;
  if (wanted === null) return null;
  const found = await known(trx, run, staged, wanted);
  const missing = wanted.filter((id) => !found.has(id));
  if (missing.length > 0) throw schoolsNotInRoster(scope, missing);
  return [...new Set(found.values())];
}

/** Those of the ids that a school of the roster has, with its source id. */
async function known(
  trx: Knex.Transaction,
  run: RunContext,
  staged: StagedCounts | undefined,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const rows = await query<{ id: string; source_id: string }>(
    trx,
    `with named as (
       select source_id, identifier from ${rosterStagingTable(run, 'schools')}
       union all
       select source_id, identifier from school
       where cast(:notWhole as boolean) and district_id = :districtId and archived_at is null and source_id is not null
     )
     select wanted.id, min(n.source_id) as source_id
     from unnest(cast(:ids as text[])) as wanted (id)
     join named n on n.source_id = wanted.id or (n.identifier = wanted.id and not exists (
       select from named other where other.source_id = wanted.id))
     group by wanted.id`,
    { ids, districtId: run.districtId, notWhole: Boolean(staged?.changesOnly || staged?.incomplete) },
  );
  return new Map(rows.map((row) => [row.id, row.source_id]));
}

function schoolIdMissing(scope: string): SyncFailure {
  return new SyncFailure(
    'SchoolIdMissing',
    `The school of the sync "${scope}" has no roster id, so its rows cannot be told from others. Set it to the id that the roster gives the school (OneRoster: sourcedId): "dailysync school set ${scope} --source-id ID"`,
  );
}

function schoolNotInRoster(scope: string, id: string): SyncFailure {
  return new SyncFailure(
    'SchoolNotInRoster',
    `The roster has no school with the id "${id}" of the sync "${scope}". Nothing was applied. Check the school's id, or the export.`,
  );
}

function schoolsNotInRoster(scope: string, ids: readonly string[]): SyncFailure {
  const named = ids.slice(0, 20).join(', ');
  return new SyncFailure(
    'SchoolsNotInRoster',
    `Schools to sync not found: the roster of "${scope}" has none with the id ${named}${ids.length > 20 ? ` and ${ids.length - 20} more` : ''}. Nothing was applied. Correct roster.schools, or ask the district to share those schools.`,
    { details: { schools: ids.slice(0, 20) } },
  );
}
