import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { type EndOptions, type StudentsRecords, settleEnds } from '../removals/ends.js';
import { exceedsThreshold, type Removals, triedToArchive } from '../removals/threshold.js';
import type { RunContext } from '../runs/context.js';
import type { TriedToArchive } from '../runs/counts.js';

const findUnnamed = sqlScript(import.meta.url, './sql/unnamed-links.sql');
const countGuardians = sqlFile(import.meta.url, './sql/count-guardians.sql')();
const countWaiting = sqlFile(import.meta.url, './sql/count-waiting-guardians.sql')();
const findWaitingLinks = sqlScript(import.meta.url, './sql/waiting-links.sql');

const links: StudentsRecords = {
  kind: 'guardianLinks',
  names: {
    table: 'guardian_link',
    id: 'guardian_id',
    scoped: 't',
    unnamed: 'unnamed_link',
    absent: 'absent_link',
    ending: 'ending_link',
  },
  settled: `exists (select from link_row n where n.student_id = w.student_id and n.guardian_id = w.entity_id)`,
};

/** What of guardians and links waits for an answer; `isNew`: the question is of this run. */
export interface WithheldLinks {
  links: TriedToArchive;
  guardians: TriedToArchive;
  isNew: boolean;
}

/**
 * Fills `ending_link` with what ends in this run, links and guardians always together, and withholds what the thresholds
 * or rows in error don't let go. Links that would replace a withheld one wait with it.
 *
 * @param onlyAdds an upload without Abandon: nothing ends because the file doesn't name it
 */
export async function settleLinkEnds(
  trx: Knex.Transaction,
  run: RunContext,
  { onlyAdds, ...options }: Pick<EndOptions, 'inDoubt' | 'answered'> & { onlyAdds: boolean },
): Promise<WithheldLinks | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const among = !onlyAdds ? 'all' : options.answered ? 'withheld' : 'none';
  await findUnnamed(trx, values);
  const withheld = await settleEnds(trx, run, links, { ...options, among, absence: !options.answered }, async () => {
    const [guardians] = await query<Removals & { withheld: number }>(trx, countGuardians, values);
    return exceedsThreshold(guardians!, run.settings.thresholdPercent.guardians);
  });
  await findWaitingLinks(trx, values);
  if (!withheld) return null;
  const [guardians] = await query<Removals>(trx, countWaiting, values);
  return { links: withheld.tried, guardians: triedToArchive(guardians!), isNew: withheld.isNew };
}
