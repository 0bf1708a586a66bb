import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { exceedsThreshold, losesSchool, type Removals, triedToArchive } from '../removals/threshold.js';
import type { RunContext } from '../runs/context.js';
import type { TriedToArchive } from '../runs/counts.js';

const findEnds = sqlScript(import.meta.url, './sql/find-ends.sql');
const countEnds = sqlFile(import.meta.url, './sql/count-ends.sql')();
const withholdEnds = sqlScript(import.meta.url, './sql/withhold-ends.sql');
const awaitAnswers = sqlScript(import.meta.url, './sql/await-answers.sql');
const countTried = sqlFile(import.meta.url, './sql/tried-to-archive.sql')();

interface Ends {
  links: number;
  open_links: number;
  guardians: number;
  active_guardians: number;
  schools: Removals[];
}

/** What of guardians and links waits for an answer; `isNew`: the question is of this run. */
export interface WithheldLinks {
  links: TriedToArchive;
  guardians: TriedToArchive;
  isNew: boolean;
}

/**
 * Fills `ending_link` with what ends in this run, links and guardians always together, and withholds what the thresholds
 * or rows in error don't let go. Links that would replace a withheld one wait with it. Docs: the guardian file, section 5.
 *
 * @param onlyAdds an upload without Abandon: nothing ends because the file doesn't name it
 * @param inDoubt rows in error could be anybody's: what would end is withheld for them
 * @param answered the part runs again with an answer: nothing ends that was not asked about
 */
export async function settleEnds(
  trx: Knex.Transaction,
  run: RunContext,
  { onlyAdds, inDoubt, answered }: { onlyAdds: boolean; inDoubt: boolean; answered: boolean },
): Promise<WithheldLinks | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const among = !onlyAdds ? 'all' : answered ? 'withheld' : 'none';
  await findEnds(trx, { ...values, absence: !answered, among });
  if (!(await anythingToAsk(trx, values))) {
    await awaitAnswers(trx, values);
    return null;
  }
  const [ends] = await query<Ends>(trx, countEnds, values);
  const { links, open_links, guardians, active_guardians, schools } = ends!;
  const percent = run.settings.thresholdPercent;
  const trips =
    exceedsThreshold({ count: links, active: open_links }, percent.guardianLinks) ||
    exceedsThreshold({ count: guardians, active: active_guardians }, percent.guardians) ||
    losesSchool(schools);
  if (trips || inDoubt) await withholdEnds(trx, { ...values, reason: trips ? 'threshold' : 'errors' });
  await awaitAnswers(trx, values);
  const [tried] = await query<{ links: number; guardians: number; is_new: boolean }>(trx, countTried, values);
  if (!tried || tried.links === 0) return null;
  return {
    links: triedToArchive({ count: tried.links, active: open_links }),
    guardians: triedToArchive({ count: tried.guardians, active: active_guardians }),
    isNew: tried.is_new && !answered,
  };
}

/** Most nights nothing ends and nothing waits: then the links need not be counted. */
async function anythingToAsk(trx: Knex.Transaction, values: Record<string, number>): Promise<boolean> {
  const [row] = await query<{ asks: boolean }>(
    trx,
    `select exists (select from ending_link where reason <> 'student' and not is_withheld)
       or exists (select from withheld
         where district_id = :districtId and scope_id = :scopeId and kind = 'guardianLinks') as asks`,
    values,
  );
  return row?.asks ?? true;
}
