import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RevertedKind } from './kinds.js';

/** Ids of a revert, for its statements. */
export interface RevertValues extends Record<string, number> {
  districtId: number;
  runId: number;
  /** The run that is put back. */
  target: number;
}

/**
 * Adds to `reverting` what the target run did to the records of one kind: the image before its first change, and for
 * records that it made their end. A record is free to be put back while the run that it says it was last written by is
 * the target (or, if the target is a revert itself, the run whose state that put back).
 */
export async function collect(trx: Knex.Transaction, values: RevertValues, kind: RevertedKind): Promise<void> {
  const { table, id, ended, writer } = kind;
  const student = kind.student ? 't.student_id' : '0';
  const role = kind.kind ? 't.kind' : `''`;
  const withdrawn = Object.entries(kind.withdrawn).map(([column, value]) => `, '${column}', ${value}`);
  await query(
    trx,
    `insert into reverting (entity, id, student_id, kind, image, is_open, opens, withdraws, blocked, by_run)
     with written as (
       select entity_id, coalesce(student_id, 0) as student_id, ${kind.kind ? `before ->> 'kind'` : `''`} as kind, change_id, before,
         before -> '${writer}' as from_run, coalesce(after -> '${writer}', to_jsonb(run_id)) as to_run
       from change where district_id = :districtId and run_id = :target and entity = '${table}'
     ), followed as (
       select *, from_run is distinct from lag(to_run) over (partition by entity_id, student_id, kind order by change_id) as begins
       from written
     ), stretch as (
       -- Of two stretches of writing, with another run's between them, only the last can be put back.
       select *, max(change_id) filter (where begins) over (partition by entity_id, student_id, kind) as since from followed
     ), changed as (
       select entity_id, student_id, kind, jsonb_overlaid(before order by change_id desc) as image,
         (array_agg(to_run order by change_id desc))[1] as to_run
       from stretch where change_id >= since
       group by entity_id, student_id, kind
     )
     select '${table}', t.${id}, ${student}, ${role}, c.image,
       t.${ended} is null,
       case when jsonb_exists(c.image, '${ended}') then c.image ->> '${ended}' is null else t.${ended} is null end,
       false, case when coalesce(to_jsonb(t.${writer}), 'null') <> c.to_run then 'changed' end, t.${writer}
     from changed c
     join ${table} t on t.district_id = :districtId and t.${id} = c.entity_id and ${student} = c.student_id and ${role} = c.kind
     where t.created_run is distinct from :target
     union all
     select '${table}', t.${id}, ${student}, ${role},
       jsonb_build_object('${ended}', coalesce(t.${ended}, now()), '${writer}', cast(:runId as bigint)${withdrawn.join('')}),
       t.${ended} is null, false, true, case when t.${writer} <> :target then 'changed' end, t.${writer}
     from ${table} t
     where t.district_id = :districtId and t.created_run = :target`,
    values,
  );
}

/** Gives the records of one kind in `reverting` that nothing keeps their image, each with its row in `change`. */
export async function putBack(trx: Knex.Transaction, values: RevertValues, kind: RevertedKind): Promise<void> {
  const { table, id, writer } = kind;
  const ends = table === 'account' ? ['close', 'reopen'] : ['archive', 'restore'];
  const origin = (image: string) =>
    `jsonb_build_object('${writer}', ${image} -> '${writer}'${kind.kind ? `, 'kind', kind` : ''})`;
  const moves = kind.kind ? `when record -> 'account_id' <> image -> 'account_id' then 'move'` : '';
  const chosen = `r.entity = '${table}' and r.blocked is null and t.district_id = :districtId and t.${id} = r.id
    ${kind.student ? 'and t.student_id = r.student_id' : ''} ${kind.kind ? 'and t.kind = r.kind' : ''}`;
  await query(
    trx,
    `insert into change (district_id, run_id, entity, entity_id, student_id, action, before, after)
     select :districtId, :runId, '${table}', id, nullif(student_id, 0),
       case when is_open and not opens then '${ends[0]}' when opens and not is_open then '${ends[1]}' ${moves} else 'update' end,
       before || ${origin('record')}, after || ${origin('record || image')}
     from (
       select r.*, now_is.record, changed.before, changed.after
       from reverting r
       join ${table} t on ${chosen}
       -- Made once a record, not once a column.
       cross join lateral (select to_jsonb(t) as record offset 0) as now_is
       cross join lateral (
         select coalesce(jsonb_object_agg(key, record -> key), '{}') as before, coalesce(jsonb_object_agg(key, value), '{}') as after
         from jsonb_each(r.image) where value is distinct from record -> key
       ) as changed
     ) as written`,
    values,
  );
  if (kind.unique) {
    // Freed before they are given: the index on them is checked row by row.
    await query(
      trx,
      `update ${table} t set ${kind.unique} = null from reverting r
       where ${chosen} and jsonb_exists(r.image, '${kind.unique}') and t.${kind.unique} is not null`,
      values,
    );
  }
  const columns = (await writableColumns(trx, kind)).join(', ');
  await query(
    trx,
    `update ${table} t set (${columns}) = (select ${columns} from jsonb_populate_record(t, r.image))
     from reverting r where ${chosen}`,
    values,
  );
}

/** All that a run may write: neither keys nor what is computed. */
async function writableColumns(trx: Knex.Transaction, kind: RevertedKind): Promise<string[]> {
  const keys = [
    'district_id',
    kind.id,
    'created_run',
    ...(kind.student ? ['student_id'] : []),
    ...(kind.kind ? ['kind'] : []),
  ];
  const rows = await query<{ name: string }>(
    trx,
    `select attname as name from pg_attribute
     where attrelid = cast(:table as regclass) and attnum > 0 and not attisdropped and attgenerated = '' and attidentity = ''
       and attname <> all (cast(:keys as text[]))
     order by attnum`,
    { table: kind.table, keys },
  );
  return rows.map(({ name }) => name);
}
