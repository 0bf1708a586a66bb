import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { type EndOptions, type StudentsRecords, settleEnds, type Withheld } from '../removals/ends.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import { losesSchool, type Removals } from '../removals/threshold.js';
import type { RunContext } from '../runs/context.js';

const findUnnamed = sqlScript(import.meta.url, './sql/unnamed-values.sql');

const attributeValues: StudentsRecords = {
  kind: 'studentAttributes',
  names: {
    table: 'student_attribute',
    id: 'attribute_id',
    scoped: 's',
    unnamed: 'unnamed_value',
    absent: 'absent_value',
    ending: 'ending_value',
  },
  settled: `exists (select from student s where s.district_id = w.district_id and s.student_id = w.student_id
      and s.archived_at is not null)
    or exists (select from chosen_value v where v.student_id = w.student_id and v.attribute_id = w.entity_id
      and v.value <> '')`,
};

/**
 * Fills `ending_value` with what ends in this run, and withholds what the threshold or rows in error don't let go. An
 * emptied column is watched as a school is: more than half, and at least 20, of one attribute's values.
 */
export async function settleValueEnds(
  trx: Knex.Transaction,
  run: RunContext,
  options: Pick<EndOptions, 'inDoubt' | 'answered'>,
): Promise<Withheld | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId };
  const absence = !options.answered && nothingGoesToday(run) === null;
  await findUnnamed(trx, values);
  return settleEnds(trx, run, attributeValues, { ...options, among: 'all', absence }, async () =>
    losesSchool(await byAttribute(trx, values)),
  );
}

function byAttribute(trx: Knex.Transaction, values: Record<string, number>): Promise<Removals[]> {
  return query<Removals>(
    trx,
    `select count(e.student_id) as count, count(*) as active
     from student_attribute s
     join student t on t.district_id = s.district_id and t.student_id = s.student_id and t.scope_id = :scopeId
       and t.archived_at is null
     left join ending_value e
       on e.student_id = s.student_id and e.attribute_id = s.attribute_id and not e.is_withheld
     where s.district_id = :districtId and s.archived_at is null
     group by s.attribute_id`,
    values,
  );
}
