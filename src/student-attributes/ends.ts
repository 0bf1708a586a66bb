import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { nothingGoesToday } from '../removals/quiet-day.js';
import { exceedsThreshold, losesSchool, type Removals, triedToArchive } from '../removals/threshold.js';
import type { RunContext } from '../runs/context.js';
import type { TriedToArchive } from '../runs/counts.js';

const findEnds = sqlScript(import.meta.url, './sql/find-ends.sql');
const countEnds = sqlFile(import.meta.url, './sql/count-ends.sql')();
const withholdEnds = sqlScript(import.meta.url, './sql/withhold-ends.sql');
const forgetAnswered = sqlScript(import.meta.url, './sql/forget-answered.sql');
const countTried = sqlFile(import.meta.url, './sql/tried-to-archive.sql')();

interface Ends extends Removals {
  schools: Removals[];
  attributes: Removals[];
}

/** What waits for an answer; `isNew`: the question is of this run. */
export interface WithheldValues {
  tried: TriedToArchive;
  isNew: boolean;
}

/**
 * Fills `ending_value` with what ends in this run, and withholds what the threshold or rows in error don't let go. An
 * emptied column is watched as a school is: more than half, and at least 20, of one attribute's values.
 *
 * @param inDoubt rows in error could be anybody's: what would end is withheld for them
 * @param answered the part runs again with an answer: nothing ends that was not asked about
 */
export async function settleEnds(
  trx: Knex.Transaction,
  run: RunContext,
  { inDoubt, answered }: { inDoubt: boolean; answered: boolean },
): Promise<WithheldValues | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  await findEnds(trx, { ...values, absence: !answered && nothingGoesToday(run) === null });
  if (!(await anythingToAsk(trx, values))) return null;
  const [ends] = await query<Ends>(trx, countEnds, values);
  const { count, active, schools, attributes } = ends!;
  if (count > 0) {
    const trips =
      exceedsThreshold({ count, active }, run.settings.thresholdPercent.studentAttributes) ||
      losesSchool(schools) ||
      losesSchool(attributes);
    if (trips || inDoubt) await withholdEnds(trx, { ...values, reason: trips ? 'threshold' : 'errors' });
  }
  await forgetAnswered(trx, values);
  const [tried] = await query<{ count: number; is_new: boolean }>(trx, countTried, values);
  if (!tried || tried.count === 0) return null;
  return { tried: triedToArchive({ count: tried.count, active }), isNew: tried.is_new && !answered };
}

/** Most nights nothing ends and nothing waits: then the values need not be counted. */
async function anythingToAsk(trx: Knex.Transaction, values: Record<string, number>): Promise<boolean> {
  const [row] = await query<{ asks: boolean }>(
    trx,
    `select exists (select from ending_value where not is_withheld)
       or exists (select from withheld
         where district_id = :districtId and scope_id = :scopeId and kind = 'studentAttributes') as asks`,
    values,
  );
  return row?.asks ?? true;
}
