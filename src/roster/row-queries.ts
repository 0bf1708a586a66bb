import type { FindingQuery } from '../runs/finding-queries.js';
import type { RosterCollection } from './model.js';
import { goneOf } from './stage.js';

/**
 * Rows that are not applied for what other rows say.
 *
 * @param tables the staging table of each collection
 * @param errors the table of ids of rows in error, and of those that are gone
 * @param file that the collection's lines are of
 * @param orphansTold whether enrollments that refer to nothing are reported
 */
export function rowQueries(
  collection: RosterCollection,
  tables: Record<RosterCollection, string>,
  errors: string,
  { file, orphansTold }: { file: string | null; orphansTold: boolean },
): FindingQuery[] {
  const queries = [duplicates(tables[collection], file)];
  return collection === 'enrollments' && orphansTold ? [...queries, orphans(tables, errors, file)] : queries;
}

function duplicates(table: string, file: string | null): FindingQuery {
  return {
    code: 'roster-duplicate-id',
    file,
    column: 'sourcedId',
    select: `
      select line, first, cast('{}' as jsonb) as details
      from (
        select line, min(line) over ids as first, row_number() over (ids order by line) as place
        from ${table}
        window ids as (partition by source_id)) as numbered
      where place > 1`,
  };
}

/**
 * Not those whose class or person belongs to another school than the scope's: the roster has them. Nor those whose class
 * or person is gone by the same roster, or in error, which is told of that.
 */
function orphans(
  { classrooms, students, staff, enrollments }: Record<RosterCollection, string>,
  errors: string,
  file: string | null,
): FindingQuery {
  return {
    code: 'roster-orphan-enrollment',
    file,
    records: 'enrollments',
    select: `
      select r.line,
        case when r.line is null then jsonb_build_object('id', r.source_id) else '{}' end as details
      from (select distinct on (source_id) * from ${enrollments} order by source_id, line) as r
      left join desired_enrollments d using (source_id)
      left join (select distinct source_id from ${classrooms}) as c on c.source_id = r.class_source_id
      left join (select distinct source_id from ${students}) as p
        on r.role = 'student' and p.source_id = r.user_source_id
      left join (select distinct source_id from ${staff}) as f
        on r.role <> 'student' and f.source_id = r.user_source_id
      where d.source_id is null and (c.source_id is null or coalesce(p.source_id, f.source_id) is null)
        and not exists (
          select from ${errors} e where e.collection in (${named(['classrooms'])}) and e.source_id = r.class_source_id)
        and not exists (
          select from ${errors} e where e.collection in (${named(['students', 'staff'])}) and e.source_id = r.user_source_id)`,
  };
}

function named(collections: readonly RosterCollection[]): string {
  return collections.flatMap((each) => [`'${each}'`, `'${goneOf(each)}'`]).join(', ');
}
