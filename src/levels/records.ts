import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { kinds } from '../roster/kinds.js';

/** Collections whose records belong to a scope, those first that others refer to. */
export const movedCollections = ['terms', 'classrooms', 'students', 'staff', 'enrollments'] as const;
type MovedCollection = (typeof movedCollections)[number];

/** Of one table, ids as `<table>_id`. */
interface Moved {
  table: string;
  columns: readonly string[];
  /** Has school_id and school_ids, and may be of several schools. */
  ofSchools: boolean;
}

function moved(collection: MovedCollection): Moved {
  const { table, columns } = kinds[collection];
  return { table, columns, ofSchools: columns.includes('school_ids') };
}

/** Which scopes of schools cover a record of the district's, by table. `main`: the first school that the roster names. */
const covered: Record<MovedCollection, string> = {
  terms: `select t.term_id as id, c.scope_id, c.school_id, false as main from term t cross join covering c`,
  classrooms: `select t.classroom_id as id, c.scope_id, c.school_id, true as main
    from classroom t join covering c on c.school_id = t.school_id`,
  students: ofPerson('student'),
  staff: ofPerson('staff'),
  enrollments: `select t.enrollment_id as id, p.scope_id, cast(null as bigint) as school_id, true as main
    from enrollment t join placed_classroom p on p.id = t.classroom_id and p.is_home`,
};

function ofPerson(table: string): string {
  return `select t.${table}_id as id, c.scope_id, c.school_id, c.school_id = t.school_id as main
    from ${table} t join covering c on c.school_id = t.school_id or c.school_id = any (t.school_ids)`;
}

type Values = Record<string, unknown>;

/**
 * Which record a record becomes, and in which scope: `placed_<table>` (id, to_id, scope_id, is_home), and how the records
 * end up: `final_<table>`. Records of one source id that come together are one: the active one stays, of several the
 * oldest; the others stay archived in the scope where they were, or in that of the one that stays, and are found there
 * when the level changes back. Writes nothing.
 */
export async function placeRecords(
  trx: Knex.Transaction,
  values: Values,
  collection: MovedCollection,
  level: 'district' | 'schools',
): Promise<void> {
  const kind = moved(collection);
  if (level === 'district') await gather(trx, values, kind);
  else await spread(trx, values, kind, covered[collection]);
  await trx.raw(`analyze placed_${kind.table}`);
}

/** From the schools' scopes into the district's. */
async function gather(trx: Knex.Transaction, values: Values, { table, ofSchools }: Moved): Promise<void> {
  const id = `${table}_id`;
  await query(
    trx,
    `create temp table placed_${table} on commit drop as
     select t.${id} as id, first_value(t.${id}) over kept as to_id, cast(:districtScope as bigint) as scope_id, true as is_home,
       first_value(t.scope_id) over kept as kept_scope
     from ${table} t
     where t.district_id = :districtId and t.scope_id is not null and t.source_id in (
       select source_id from ${table} where district_id = :districtId and scope_id <> :districtScope)
     window kept as (partition by t.source_id order by t.archived_at is not null, t.created_run, t.${id})`,
    values,
  );
  await query(
    trx,
    `create temp table final_${table} on commit drop as
     select p.id, case when p.id = p.to_id then null else p.to_id end as joined,
       case when p.id = p.to_id then :districtScope when t.scope_id = :districtScope then p.kept_scope else t.scope_id end as scope_id,
       case when p.id = p.to_id then t.archived_at else coalesce(t.archived_at, now()) end as archived_at
       ${ofSchools ? `, t.school_id, case when p.id = p.to_id then coalesce(u.school_ids, t.school_ids) else t.school_ids end as school_ids` : ''}
     from placed_${table} p
     join ${table} t on t.district_id = :districtId and t.${id} = p.id
     ${
       ofSchools
         ? `left join (
       select p.to_id, array_agg(distinct s.school order by s.school) as school_ids
       from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.id and t.archived_at is null
       cross join unnest(t.school_ids) as s (school)
       group by p.to_id) as u on u.to_id = p.id`
         : ''
     }`,
    values,
  );
}

/** From the district's scope into those of the schools; one of several schools' has a record in each. */
async function spread(
  trx: Knex.Transaction,
  values: Values,
  { table, columns, ofSchools }: Moved,
  coveredBy: string,
): Promise<void> {
  const id = `${table}_id`;
  await query(
    trx,
    `create temp table placed_${table} on commit drop as
     with target as (
       select c.*, t.archived_at, e.${id} as sibling,
         e.archived_at is null and (t.archived_at is not null or (e.created_run, e.${id}) < (t.created_run, t.${id})) as sibling_stays,
         row_number() over (partition by c.id order by e.${id} is not null, c.main desc, c.scope_id) = 1 as is_home
       from (${coveredBy} where t.district_id = :districtId and t.scope_id = :districtScope) as c
       join ${table} t on t.district_id = :districtId and t.${id} = c.id
       left join ${table} e on e.district_id = :districtId and e.scope_id = c.scope_id and e.source_id = t.source_id
     )
     select id, scope_id, school_id, is_home, sibling, sibling is null and not is_home as is_new,
       case when is_home and (sibling is null or not sibling_stays) then id
         when sibling is not null then sibling
         else nextval(pg_get_serial_sequence('${table}', '${id}')) end as to_id
     from target where is_home or archived_at is null`,
    values,
  );
  const schools = (school: string) => (ofSchools ? `, ${school} as school_id, array[${school}] as school_ids` : '');
  const asStored = ofSchools ? ', t.school_id, t.school_ids' : '';
  await query(
    trx,
    `create temp table final_${table} on commit drop as
     select p.id, cast(null as bigint) as joined, p.scope_id, t.archived_at ${schools('p.school_id')}
     from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.id
     where p.to_id = p.id
     union all
     select p.id, p.to_id, t.scope_id, coalesce(t.archived_at, now()) ${asStored}
     from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.id
     where p.is_home and p.to_id <> p.id
     union all
     select p.sibling, p.id, :districtScope, coalesce(t.archived_at, now()) ${asStored}
     from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.sibling
     where p.is_home and p.to_id = p.id
     union all
     select p.sibling, null, t.scope_id, null ${schools('p.school_id')}
     from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.sibling
     where not p.is_home`,
    values,
  );
  const own = columns.filter((column) => !ofSchools || !column.startsWith('school_id'));
  await query(
    trx,
    `insert into ${table} (${id}, district_id, scope_id, source_id, ${own.join(', ')}, created_run, source_run ${ofSchools ? ', school_id, school_ids' : ''})
     overriding system value
     select p.to_id, t.district_id, p.scope_id, t.source_id, ${own.map((column) => `t.${column}`).join(', ')}, :runId, :runId
       ${schools('p.school_id')}
     from placed_${table} p join ${table} t on t.district_id = :districtId and t.${id} = p.id
     where p.is_new`,
    values,
  );
}

/**
 * Writes what `final_<table>` says, with its rows in `change`. Source ids that change hands are freed first: the index on
 * them is checked row by row.
 *
 * @returns how many records were moved, and how many joined
 */
export async function writeRecords(
  trx: Knex.Transaction,
  values: Values,
  collection: MovedCollection,
): Promise<{ moved: number; joined: number }> {
  const { table, ofSchools } = moved(collection);
  const id = `${table}_id`;
  const columns = ['scope_id', 'archived_at', ...(ofSchools ? ['school_id', 'school_ids'] : [])];
  const list = (alias: string) => columns.map((column) => `${alias}.${column}`).join(', ');
  const object = (alias: string) =>
    `jsonb_build_object(${columns.map((column) => `'${column}', ${alias}.${column}`).join(', ')})`;
  await query(
    trx,
    `create temp table moving_${table} on commit drop as
     select f.*, t.source_id, t.scope_id <> f.scope_id as changes_scope, ${object('t')} as before, ${object('f')} as after
     from final_${table} f join ${table} t on t.district_id = :districtId and t.${id} = f.id
     where (${list('t')}) is distinct from (${list('f')})`,
    values,
  );
  const [counts] = await query<{ moved: number; joined: number }>(
    trx,
    `with logged as (
       insert into change (district_id, run_id, entity, entity_id, action, before, after)
       select :districtId, :runId, '${table}', id,
         case when joined is not null then 'merge' when before -> 'archived_at' <> 'null' and archived_at is null then 'restore' else 'move' end,
         changed_values(before, after),
         changed_values(after, before) || case when joined is null then '{}' else jsonb_build_object('joined', joined) end
       from moving_${table}
     )
     select count(*) filter (where joined is null) as moved, count(*) filter (where joined is not null) as joined from moving_${table}`,
    values,
  );
  await query(
    trx,
    `update ${table} t set source_id = chr(31) || t.${id}
     from moving_${table} m where t.district_id = :districtId and t.${id} = m.id and m.changes_scope`,
    values,
  );
  await query(
    trx,
    `update ${table} t set source_id = m.source_id, ${columns.map((column) => `${column} = m.${column}`).join(', ')}
     from moving_${table} m where t.district_id = :districtId and t.${id} = m.id`,
    values,
  );
  return counts!;
}

/** Enrollments refer to the classes, students and staff of their own scope. */
export async function followEnrollments(trx: Knex.Transaction, values: Values): Promise<void> {
  const referred = ['classroom', 'student', 'staff'] as const;
  const columns = referred.map((owner) => `${owner}_id`);
  const joins = referred.map(
    (owner) => `left join placed_${owner} ${owner} on ${owner}.id = e.${owner}_id and ${owner}.scope_id = p.scope_id
       left join placed_${owner} ${owner}_home on ${owner}_home.id = e.${owner}_id and ${owner}_home.is_home`,
  );
  await query(
    trx,
    `create temp table followed on commit drop as
     select e.enrollment_id as id, e.archived_at,
       jsonb_build_object(${columns.map((column) => `'${column}', e.${column}`).join(', ')}) as before,
       ${referred.map((owner) => `coalesce(${owner}.to_id, ${owner}_home.to_id, e.${owner}_id) as ${owner}_id`).join(', ')}
     from (select distinct to_id, scope_id from placed_enrollment) p
     join enrollment e on e.district_id = :districtId and e.enrollment_id = p.to_id
     ${joins.join(' ')}`,
    values,
  );
  const after = `jsonb_build_object(${columns.map((column) => `'${column}', ${column}`).join(', ')})`;
  await query(
    trx,
    `insert into change (district_id, run_id, entity, entity_id, action, before, after)
     select :districtId, :runId, 'enrollment', id, 'move', changed_values(before, ${after}), changed_values(${after}, before)
     from followed where before <> ${after}`,
    values,
  );
  await query(
    trx,
    `update enrollment e set ${columns.map((column) => `${column} = f.${column}`).join(', ')}
     from followed f where e.district_id = :districtId and e.enrollment_id = f.id and before <> jsonb_build_object(
       ${columns.map((column) => `'${column}', f.${column}`).join(', ')})`,
    values,
  );
}
