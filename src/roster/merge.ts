import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { lastRow, sendScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import type { Kind } from './kinds.js';
import type { RosterCollection } from './model.js';
import { removedOf, rosterErrorTable, rosterStagingTable } from './stage.js';

/** Contact and name keys are computed from the columns next to them. */
const before = `changed_values(before - array['name_key', 'contact_key'], after)
    || jsonb_build_object('source_run', before -> 'source_run', 'source_line', before -> 'source_line')`;
const after = `changed_values(after - array['name_key', 'contact_key'], before)`;

export interface Merged {
  created: number;
  updated: number;
  restored: number;
  /** How many it names in all. */
  named: number;
}

/** Creates, updates and restores what `desired_<collection>` names; records that are so already are not written. */
export async function mergeDesired(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  { table, columns, ofScope }: Kind,
): Promise<Merged> {
  const own = ofScope ? ['district_id', 'scope_id'] : ['district_id'];
  const ownValues = ofScope ? [':districtId', ':scopeId'] : [':districtId'];
  const list = (prefix: string) => columns.map((column) => `${prefix}${column}`).join(', ');
  const [merged] = await query<Merged>(
    trx,
    `with merged as (
       merge into ${table} t
       using desired_${collection} d
       on t.district_id = :districtId ${ofScope ? 'and t.scope_id = :scopeId' : ''} and t.source_id = d.source_id
       when matched and (t.archived_at is not null or (${list('t.')}) is distinct from (${list('d.')})) then
         update set ${columns.map((column) => `${column} = d.${column}`).join(', ')},
           archived_at = null, source_run = :runId, source_line = d.line
       when not matched then
         insert (${own.join(', ')}, source_id, ${list('')}, created_run, source_run, source_line)
         values (${ownValues.join(', ')}, d.source_id, ${list('d.')}, :runId, :runId, d.line)
       returning merge_action() = 'INSERT' as is_new, old.archived_at is not null as returned, new.${table}_id as id, d.line,
         case when merge_action() = 'UPDATE' then to_jsonb(old) end as before,
         case when merge_action() = 'UPDATE' then to_jsonb(new) end as after
     ), logged as (
       insert into change (district_id, run_id, entity, entity_id, action, before, after, line)
       select :districtId, :runId, '${table}', id, case when returned then 'restore' else 'update' end, ${before}, ${after}, line
       from merged where not is_new
     )
     select count(*) filter (where is_new) as created,
       count(*) filter (where not is_new and not returned) as updated,
       count(*) filter (where not is_new and returned) as restored,
       (select count(*) from desired_${collection}) as named
     from merged`,
    values(run),
  );
  return merged!;
}

/** What a source's silence about a record means. `nothing`: it may not have been read whole. */
export type Silence = 'gone' | 'unchanged' | 'nothing';

/**
 * Makes the temporary table `gone`: active records that the source doesn't name any more or says are gone, but for those
 * whose row is in error, and what hangs on archived records (`hangs`). In a school's sync the school itself stays; a
 * record without created_run was made by hand and stays too. `is_withheld`: since an earlier run, with what an admin has
 * answered.
 *
 * Where the source gives changes alone (`unchanged`), gone is also what it names as no record of this sync any more, and
 * what was withheld before: the source will not say so again.
 *
 * @returns whether anything is gone, or waits for an answer
 */
export async function findGone(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  { table, ofScope, hangsOn }: Kind,
  silence: Silence,
): Promise<boolean> {
  const active = `t.district_id = :districtId and t.archived_at is null and t.created_run is not null
    and ${ofScope ? 't.scope_id = :scopeId' : 'cast(:school as text) is null'}`;
  const hanging = hangsOn.map(
    (owner) => `union all
         select t.${table}_id, true from ${owner} o join ${table} t using (district_id, ${owner}_id)
         where ${active} and o.scope_id = :scopeId and o.archived_at is not null`,
  );
  const named = `exists (select from ${rosterStagingTable(run, collection)} r where r.source_id = t.source_id)`;
  const waiting = `exists (select from withheld w where w.district_id = :districtId and w.scope_id = :scopeId
    and w.kind = :collection and w.entity_id = t.${table}_id)`;
  const results = await sendScript(
    trx,
    `drop table if exists gone;
     create temp table gone on commit drop as
     with candidate as (
         select t.${table}_id as id, false as hangs from ${table} t
         where ${active}
           and (:silence = 'gone'
             or exists (
               select from ${rosterErrorTable(run)} e where e.collection = :removed and e.source_id = t.source_id)
             ${silence === 'unchanged' ? `or ${named} or ${waiting}` : ''})
           and not exists (select from desired_${collection} d where d.source_id = t.source_id)
           and not exists (
             select from ${rosterErrorTable(run)} e where e.collection = :collection and e.source_id = t.source_id)
         ${hanging.join(' ')}
     )
     select c.id, bool_or(c.hangs) as hangs, bool_or(w.entity_id is not null) as is_withheld, max(w.decision) as decision
     from candidate c
     left join withheld w on w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :collection and w.entity_id = c.id
     group by c.id;
     analyze gone;
     select exists (select from gone) or exists (
       select from withheld where district_id = :districtId and scope_id = :scopeId and kind = :collection) as found`,
    { ...values(run), silence, collection, removed: removedOf(collection) },
  );
  return lastRow<{ found: boolean }>(results).found;
}

/** Archives the records of `gone`. @returns how many */
export async function archiveGone(trx: Knex.Transaction, run: RunContext, { table }: Kind): Promise<number> {
  const [archived] = await query<{ count: number }>(
    trx,
    `with archived as (
       update ${table} t set archived_at = now(), source_run = :runId, source_line = null
       from gone where t.district_id = :districtId and t.${table}_id = gone.id
       returning new.${table}_id as id, to_jsonb(old) as before, to_jsonb(new) as after
     ), logged as (
       insert into change (district_id, run_id, entity, entity_id, action, before, after)
       select :districtId, :runId, '${table}', id, 'archive', ${before}, ${after} from archived
     )
     select count(*) as count from archived`,
    values(run),
  );
  return archived!.count;
}

/** Active records that the sync of this scope manages. */
export async function countActive(trx: Knex.Transaction, run: RunContext, { table, ofScope }: Kind): Promise<number> {
  const [active] = await query<{ count: number }>(
    trx,
    `select count(*) as count from ${table} where district_id = :districtId and archived_at is null
       and created_run is not null ${ofScope ? 'and scope_id = :scopeId' : ''}`,
    values(run),
  );
  return active!.count;
}

function values(run: RunContext) {
  return {
    districtId: run.districtId,
    scopeId: run.scopeId,
    runId: run.runId,
    school: run.school?.sourceId ?? null,
  };
}
