import type { Knex } from 'knex';
import { kindsOf, stepsOf } from '../contract/parts.js';
import { query } from '../db/sql-files.js';
import { finding } from '../findings/catalogue.js';
import { followStudents } from '../guardians/students.js';
import { holdFindings, notApplied } from '../holds/reasons.js';
import { withheldFinding } from '../removals/finding.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import type { RunContext } from '../runs/context.js';
import { addedUp, type EntityCounts, type FamilyCounts, type RosterCounts } from '../runs/counts.js';
import { type FindingQuery, recordQueries } from '../runs/finding-queries.js';
import { type RunFinding, recordFindings } from '../runs/findings.js';
import { type Held, isHeld } from '../runs/held.js';
import { settleAbsent } from './absent.js';
import { assertStored } from './changes.js';
import { leaveArchived } from './choices.js';
import { withoutStudents } from './empty.js';
import { doubtfulPeople } from './holds.js';
import { kinds } from './kinds.js';
import { countActive, mergeDesired, type Silence } from './merge.js';
import { type RosterCollection, rosterCollections } from './model.js';
import { rowQueries } from './row-queries.js';
import { syncedSchools } from './schools.js';
import { rosterErrorTable, rosterStagingTable, type StagedCounts } from './stage.js';
import { lostCollections, stagedCounts } from './staged-counts.js';

export const applyStep = stepsOf('roster').apply;

/**
 * Makes the stored roster of the run's scope equal to the staged one: creates, updates, restores and archives, each
 * change but a creation with a row in `change`. A row whose sourcedId is in the file already is left out; a row in
 * error keeps its record as it is. Of each kind read = created + updated + restored + unchanged + skipped.
 *
 * Absence doesn't count where a collection is empty, may not be whole or has rows whose id can't be read. Links of archived students end
 * with them (docs/guardian-rules.md 2).
 *
 * @param before what the same roster came to before in this run; an admin has answered about it since
 * @returns what was done, in all; or, where a person must look at the roster first, why nothing was
 * @throws SyncFailure `RosterWithoutStudents`, `SchoolNotInRoster`, `SchoolsNotInRoster`, `SchoolIdMissing`,
 *   `RosterFileDamaged`: the transaction is to be rolled back
 */
export async function applyRoster(
  trx: Knex.Transaction,
  run: RunContext,
  before?: RosterCounts | Held,
): Promise<RosterCounts | Held> {
  const staged = await stagedCounts(trx, run);
  const lost = await lostCollections(trx, run, staged);
  if (lost.length > 0) throw new Error(`Staged again before applyRoster must be: ${lost.join(', ')}`);
  await assertStored(trx, run, staged);
  const schools = await syncedSchools(trx, run, staged.schools);
  const applied = before === undefined || isHeld(before) ? null : before;
  if (!applied) await recordFindings(trx, run, applyStep, await withoutStudents(trx, run, staged.students));
  const held = applied ? [] : await notApplied(trx, run, await doubtfulPeople(trx, run, staged, schools));
  if (held.length > 0) {
    await recordFindings(trx, run, applyStep, holdFindings(held, null));
    return { held };
  }
  const counts = {} as RosterCounts;
  const queries: FindingQuery[] = [];
  for (const collection of rosterCollections) {
    const options = { staged: staged[collection], schools, answered: applied !== null };
    const done = await applyCollection(trx, run, collection, options);
    counts[collection] = applied ? addedUp(applied[collection], done.counts) : done.counts;
    queries.push(...done.queries);
  }
  await recordQueries(trx, run, applyStep, null, queries);
  const quiet = nothingGoesToday(run);
  if (quiet) await recordFindings(trx, run, applyStep, [quiet]);
  const families = await followStudents(trx, run);
  return withFamilies(counts, applied, families);
}

/** Families follow in both passes of a run. */
function withFamilies(counts: RosterCounts, before: RosterCounts | null, families: FamilyCounts | null): RosterCounts {
  for (const kind of kindsOf('guardians')) {
    const [first, second] = [before?.[kind], families?.[kind]];
    const both = first && second ? addedUp(first, second) : (second ?? first);
    if (both) counts[kind] = both;
  }
  return counts;
}

async function applyCollection(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  {
    staged,
    schools,
    answered,
  }: { staged: StagedCounts | undefined; schools: readonly string[] | null; answered: boolean },
): Promise<{ counts: EntityCounts; queries: FindingQuery[] }> {
  const kind = kinds[collection];
  const tables = stagingTables(run);
  const active = await countActive(trx, run, kind);
  const desire = staged?.keeps === false ? kind.desire.whole : kind.desire.keeping;
  await desire(
    trx,
    {
      districtId: run.districtId,
      scopeId: run.scopeId,
      school: run.school?.sourceId ?? null,
      schools,
      studentIdField: run.settings.roster.studentIdField,
    },
    { collection, table: kind.table, staged: tables[collection] },
  );
  await leaveArchived(trx, run, collection);
  await trx.raw(`create unique index on desired_${collection} (source_id); analyze desired_${collection}`);
  const { named, ...merged } = await mergeDesired(trx, run, collection, kind);
  // What follows joins with it, and after a first sync the planner would take it for empty.
  if (merged.created > active) await query(trx, `analyze ${kind.table}`);
  const read = staged ? staged.rows + staged.errors : 0;
  const doubt = await doubtAbout(trx, run, collection, staged, active);
  const silence: Silence =
    doubt === null ? 'gone' : staged?.changesOnly && !staged.incomplete ? 'unchanged' : 'nothing';
  const absence = { active, silence, answered };
  const { archived, tried, isNew } = await settleAbsent(trx, run, collection, kind, absence);
  await recordFindings(trx, run, applyStep, doubt ?? []);
  const without = withoutSchool.includes(collection) ? await atNoSchool(trx, collection) : 0;
  if (without > 0)
    await recordFindings(trx, run, applyStep, [finding('roster-without-school', {}, { collection, count: without })]);
  if (tried) await recordFindings(trx, run, applyStep, [withheldFinding(collection, tried, isNew)]);
  // Of changes alone nobody can tell whether what a row refers to is another school's.
  const orphansTold = schools === null || !staged?.changesOnly;
  const queries = rowQueries(collection, tables, rosterErrorTable(run), { file: staged?.file ?? null, orphansTold });
  const counts = {
    read,
    ...merged,
    unchanged: named - merged.created - merged.updated - merged.restored,
    skipped: read - named,
    archived,
    ...(tried ? { triedToArchive: tried } : {}),
  };
  return { counts, queries };
}

/** Staff may be the district's. */
const withoutSchool: readonly RosterCollection[] = ['students', 'classrooms'];

async function atNoSchool(trx: Knex.Transaction, collection: RosterCollection): Promise<number> {
  const [row] = await query<{ count: number }>(
    trx,
    `select count(*) as count from desired_${collection} where school_id is null`,
  );
  return row?.count ?? 0;
}

/** Why absence from the collection proves nothing, as findings; null where it does. */
async function doubtAbout(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  staged: StagedCounts | undefined,
  active: number,
): Promise<RunFinding[] | null> {
  const { rows = 0, errors = 0, incomplete, changesOnly } = staged ?? {};
  if (incomplete) return [finding('roster-incomplete', {}, { collection, reason: incomplete })];
  if (changesOnly) return [];
  if (rows + errors === 0) return active === 0 ? [] : [finding('roster-collection-empty', {}, { collection })];
  if (errors === 0) return null;
  const [unreadable] = await query<{ exists: boolean }>(
    trx,
    `select exists (select from ${rosterErrorTable(run)} where collection = :collection and source_id = '') as exists`,
    { collection },
  );
  return unreadable?.exists ? [finding('roster-archive-withheld', {}, { collection })] : null;
}

function stagingTables(run: RunContext): Record<RosterCollection, string> {
  const tables = rosterCollections.map((each) => [each, rosterStagingTable(run, each)] as const);
  return Object.fromEntries(tables) as Record<RosterCollection, string>;
}
