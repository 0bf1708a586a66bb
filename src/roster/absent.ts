import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { settleQuestions } from '../removals/questions.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import { exceedsThreshold, losesSchool, type Removals, triedToArchive } from '../removals/threshold.js';
import type { RunContext } from '../runs/context.js';
import type { TriedToArchive } from '../runs/counts.js';
import { keepByChoice } from './choices.js';
import type { Kind } from './kinds.js';
import { archiveGone, findGone, type Silence } from './merge.js';
import type { RosterCollection } from './model.js';

export interface Absence {
  archived: number;
  /** What waits for an answer; null where nothing does. */
  tried: TriedToArchive | null;
  isNew: boolean;
}

/**
 * Archives what the source doesn't name any more, but for what a threshold withholds, tonight or since an earlier run,
 * and what hangs on that. What hangs on an archived record goes with it and counts with it.
 * docs/guardian-rules.md 5.
 *
 * @param active how many records were active when the step started
 * @param silence what it means that the source doesn't name a record
 * @param answered the part runs again with an answer: nothing goes that was not asked about
 */
export async function settleAbsent(
  trx: Knex.Transaction,
  run: RunContext,
  collection: RosterCollection,
  kind: Kind,
  { active, silence, answered }: { active: number; silence: Silence; answered: boolean },
): Promise<Absence> {
  const nothing = { archived: 0, tried: null, isNew: false };
  if (active === 0 || !(await findGone(trx, run, collection, kind, silence))) return nothing;
  await keepByChoice(trx, run, collection, silence);
  if (!kind.watched) return { archived: await archiveGone(trx, run, kind), tried: null, isNew: false };
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId, collection };
  await keepHanging(trx, run, kind);
  await forgetNamed(trx, values, kind);

  const [found] = await query<{ count: number; withheld: number }>(
    trx,
    `select count(*) filter (where not hangs and not is_withheld) as count, count(*) filter (where is_withheld) as withheld
     from gone`,
  );
  const removals = { ...found!, active };
  const percent = run.settings.thresholdPercent[collection as keyof typeof run.settings.thresholdPercent];
  const schools = collection === 'students' ? await bySchool(trx, values) : [];
  // A source that gives changes alone will not say again after a quiet day what it says on it.
  const saidInVain = silence === 'unchanged' && removals.count > 0 && nothingGoesToday(run) !== null;
  const trips = !answered && (saidInVain || exceedsThreshold(removals, percent) || losesSchool(schools));
  if (trips) {
    await query(
      trx,
      `insert into withheld (district_id, scope_id, kind, entity_id, run_id, reason)
       select :districtId, :scopeId, :collection, id, :runId, 'threshold' from gone where not hangs and not is_withheld`,
      values,
    );
  }
  await query(
    trx,
    `delete from gone where not hangs and (
       (is_withheld and decision is distinct from 'archive') or (not is_withheld and cast(:stay as boolean)))`,
    { stay: trips || answered },
  );
  const archived = await archiveGone(trx, run, kind);
  await settleQuestions(
    trx,
    `delete from withheld w using ${kind.table} t
     where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :collection
       and t.district_id = w.district_id and t.${kind.table}_id = w.entity_id and t.archived_at is not null`,
    values,
  );
  const [open] = await query<{ count: number }>(
    trx,
    `select count(*) from withheld
     where district_id = :districtId and scope_id = :scopeId and kind = :collection and decision is null`,
    values,
  );
  const waiting = open?.count ?? 0;
  return { archived, tried: waiting > 0 ? triedToArchive({ count: waiting, active }) : null, isNew: trips };
}

/** What hangs on a record whose removal is withheld stays with it. */
async function keepHanging(trx: Knex.Transaction, run: RunContext, { table, hangsOn }: Kind): Promise<void> {
  for (const owner of hangsOn) {
    await query(
      trx,
      `delete from gone g using ${table} t, withheld w
       where not g.hangs and t.district_id = :districtId and t.${table}_id = g.id
         and w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :kind and w.entity_id = t.${owner}_id`,
      { districtId: run.districtId, scopeId: run.scopeId, kind: ownerKinds[owner] },
    );
  }
}

const ownerKinds: Record<string, string> = { classroom: 'classrooms', student: 'students', staff: 'staff' };

/** The source names it again: the question has answered itself. */
async function forgetNamed(trx: Knex.Transaction, values: Record<string, unknown>, { table }: Kind): Promise<void> {
  await settleQuestions(
    trx,
    `delete from withheld w using ${table} t, desired_${values.collection} d
     where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :collection
       and t.district_id = w.district_id and t.${table}_id = w.entity_id and d.source_id = t.source_id`,
    values,
  );
}

/** Students that would newly go, by school; one of two schools counts in both. */
async function bySchool(trx: Knex.Transaction, values: Record<string, unknown>): Promise<Removals[]> {
  return query<Removals>(
    trx,
    `select count(g.id) as count, count(*) as active
     from (
       select student_id, unnest(case when school_ids = '{}' and school_id is not null then array[school_id] else school_ids end) as school
       from student
       where district_id = :districtId and scope_id = :scopeId and archived_at is null and created_run <> :runId
     ) as s
     left join gone g on g.id = s.student_id and not g.hangs and not g.is_withheld
     group by s.school`,
    values,
  );
}
