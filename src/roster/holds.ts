import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { holdReason, percentage } from '../holds/reasons.js';
import type { RunContext } from '../runs/context.js';
import type { HoldReason } from '../runs/held.js';
import { rosterFileDamaged } from './failures.js';
import { removedOf, rosterErrorTable, rosterStagingTable, type StagedCounts } from './stage.js';
import type { AllStagedCounts } from './staged-counts.js';

const replacedPeople = sqlFile(import.meta.url, './sql/replaced-people.sql');

const people = [
  {
    collection: 'students',
    table: 'student',
    number: 'student_number',
    codes: { renamed: 'students-renamed', replaced: 'students-replaced' },
  },
  {
    collection: 'staff',
    table: 'staff',
    number: 'staff_number',
    codes: { renamed: 'staff-renamed', replaced: 'staff-replaced' },
  },
] as const;
type People = (typeof people)[number];

/** Fewer people who would get another name are no sign of anything. */
const fewestRenamed = 10;
/** As many as the threshold lets go at least. */
const fewestReplaced = 5;
const replacedPercent = 50;
/** Of the rows of people, how many may have the ID of another person's row; and a handful. */
const duplicatePercent = 20;
const handful = 5;

interface Overlap {
  /** Distinct IDs in the roster. */
  named: number;
  active: number;
  renamed: number;
  absent: number;
}

/**
 * What is wrong with the people of a roster as a whole: their records would get other names, for IDs were given to others;
 * or they would go while as many come, for IDs are of another kind or changed by a spreadsheet. docs/guardian-rules.md 5.
 *
 * @param schools whose people are synced; null: all
 * @throws SyncFailure `RosterFileDamaged` if one ID is on rows of many people
 */
export async function doubtfulPeople(
  trx: Knex.Transaction,
  run: RunContext,
  staged: AllStagedCounts,
  schools: readonly string[] | null,
): Promise<HoldReason[]> {
  const reasons: HoldReason[] = [];
  for (const each of people) {
    const counts = staged[each.collection];
    const overlap = await overlapOf(trx, run, each);
    await assertDistinct(trx, run, each, counts, overlap);
    reasons.push(...renamed(run, each, overlap), ...(await replaced(trx, run, each, counts, overlap, schools)));
  }
  return reasons;
}

async function overlapOf(trx: Knex.Transaction, run: RunContext, { collection, table }: People): Promise<Overlap> {
  const [row] = await query<Overlap>(
    trx,
    `select count(r.source_id) as named, count(t.source_id) as active,
       count(*) filter (where r.source_id is null and t.created_run is not null) as absent,
       count(*) filter (
         where name_key(case when r.first_name = chr(31) then t.first_name else r.first_name end,
           case when r.last_name = chr(31) then t.last_name else r.last_name end) <> name_key(t.first_name, t.last_name)
       ) as renamed
     from (
       select source_id, first_name, last_name, created_run from ${table}
       where district_id = :districtId and scope_id = :scopeId and archived_at is null
     ) as t
     full join (
       select distinct on (source_id) source_id, first_name, last_name from ${rosterStagingTable(run, collection)}
       order by source_id, line
     ) as r using (source_id)`,
    { districtId: run.districtId, scopeId: run.scopeId },
  );
  return row!;
}

/** Rows of one ID are one person, the first. So a column of IDs that are all alike would make one person of many. */
async function assertDistinct(
  trx: Knex.Transaction,
  run: RunContext,
  { collection }: People,
  counts: StagedCounts | undefined,
  { named }: Overlap,
): Promise<void> {
  const { file = null, rows = 0 } = counts ?? {};
  const isMany = (count: number) => count >= handful && count * 100 > rows * duplicatePercent;
  if (file === null || !isMany(rows - named)) return;
  const [row] = await query<{ others: number }>(
    trx,
    `select count(*) filter (where name_key(r.first_name, r.last_name) <> name_key(r.first_first, r.first_last)) as others
     from (
       select first_name, last_name, first_value(first_name) over ids as first_first, first_value(last_name) over ids as first_last
       from ${rosterStagingTable(run, collection)} window ids as (partition by source_id order by line)) as r`,
  );
  const others = row?.others ?? 0;
  if (isMany(others)) throw rosterFileDamaged(file, collection, others, rows);
}

function renamed(run: RunContext, { codes }: People, overlap: Overlap): HoldReason[] {
  const { renamed: count, active } = overlap;
  const limit = run.settings.hold.namePercent;
  if (count < fewestRenamed || count * 100 <= active * limit) return [];
  const percent = percentage(count, active);
  return [holdReason(codes.renamed, percent, { renamed: count, active, scope: run.scope, percent, limit })];
}

async function replaced(
  trx: Knex.Transaction,
  run: RunContext,
  { collection, table, number, codes }: People,
  counts: StagedCounts | undefined,
  { active, absent }: Overlap,
  schools: readonly string[] | null,
): Promise<HoldReason[]> {
  const changesOnly = counts?.changesOnly === true;
  const isMost = (count: number) => count >= fewestReplaced && count * 100 > active * replacedPercent;
  if (!isMost(changesOnly ? (counts?.removed ?? 0) : absent)) return [];
  const names = { staged: rosterStagingTable(run, collection), errors: rosterErrorTable(run), table, number };
  const [found] = await query<{ goes: number; comes: number; zeros: number; exponents: number; same: number }>(
    trx,
    replacedPeople(names),
    {
      ...{ districtId: run.districtId, scopeId: run.scopeId, collection, removed: removedOf(collection) },
      ...{ changesOnly, schools },
    },
  );
  const { goes, comes, zeros, exponents, same } = found!;
  if (!isMost(goes) || comes < goes) return [];
  const percent = percentage(goes, active);
  const isCause = (count: number) => count * 2 > goes;
  const cause = isCause(zeros)
    ? `${zeros} of the new ones have the ID of one of them but for leading zeros, so a spreadsheet has probably changed the file. Export it from the SIS without opening it in a spreadsheet.`
    : isCause(exponents)
      ? `The IDs of ${exponents} new ones are numbers like 1.23E+08, so a spreadsheet has changed the file. Export it from the SIS without opening it in a spreadsheet.`
      : isCause(same)
        ? `${same} of the new ones have the name or number of one of them, so the IDs have probably become IDs of another kind. Check what the export has as the ID.`
        : 'This usually means that the roster is of another district, or its IDs are of another kind.';
  return [holdReason(codes.replaced, percent, { goes, active, scope: run.scope, percent, comes, cause })];
}
