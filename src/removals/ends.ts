import type { Knex } from 'knex';
import { query, sqlFile } from '../db/sql-files.js';
import { lastRow, sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import type { TriedToArchive } from '../runs/counts.js';
import { settleQuestions } from './questions.js';
import { exceedsThreshold, losesSchool, type Removals, triedToArchive } from './threshold.js';

const findEnds = sqlScript(import.meta.url, './sql/find-ends.sql');
const countEnds = sqlFile(import.meta.url, './sql/count-ends.sql');
const withholdEnds = sqlScript(import.meta.url, './sql/withhold-ends.sql');

/** What students have, one by one, and may lose when a file no longer names it: links to guardians, values of attributes. */
export interface StudentsRecords {
  kind: 'guardianLinks' | 'studentAttributes';
  names: {
    /** Stored under a student and `id`. */
    table: string;
    id: string;
    /** Whose scope it is of: its own (`t`) or its student's (`s`). */
    scoped: 't' | 's';
    /** Working table of what is open and the file doesn't name: student_id, `id`, line and the reason to end. */
    unnamed: string;
    /** Working tables to be made: the same with what keeps it, and what of it ends. */
    absent: string;
    ending: string;
  };
  /** SQL: whether the question `w` has answered itself otherwise than by an end. */
  settled: string;
}

export interface EndOptions {
  /** What may end at all. */
  among: 'all' | 'withheld' | 'none';
  /** What is absent ends, not only what a person has answered about. */
  absence: boolean;
  /** Rows in error could be anybody's: what would end is withheld for them. */
  inDoubt: boolean;
  /** The part runs again with an answer. */
  answered: boolean;
}

/** What waits for an answer; `isNew`: the question is of this run. */
export interface Withheld {
  tried: TriedToArchive;
  isNew: boolean;
}

type Ends = Removals & { withheld: number; schools: Removals[] };

/**
 * Finds what ends in this run, and withholds what the thresholds or rows in error don't let go.
 * docs/guardian-rules.md 5.
 *
 * @param alsoTrips more that is watched, asked if the threshold of the records themselves is not passed
 */
export async function settleEnds(
  trx: Knex.Transaction,
  run: RunContext,
  { kind, names, settled }: StudentsRecords,
  { among, absence, inDoubt, answered }: EndOptions,
  alsoTrips: () => Promise<boolean>,
): Promise<Withheld | null> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId, kind };
  const { asks } = lastRow<{ asks: boolean }>(await findEnds(trx, { ...values, among, absence }, names));
  // Most nights nothing ends and nothing waits: then the records need not be counted.
  if (!asks) return null;
  const [ends] = await query<Ends>(trx, countEnds(names), values);
  const { active, schools } = ends!;
  const trips =
    exceedsThreshold(ends!, run.settings.thresholdPercent[kind]) || losesSchool(schools) || (await alsoTrips());
  if (trips || inDoubt) await withholdEnds(trx, { ...values, reason: trips ? 'threshold' : 'errors' }, names);
  await settleQuestions(trx, settledOnes(names, settled), values);
  const [waiting] = await query<{ count: number; is_new: boolean }>(
    trx,
    `select count(*) as count, coalesce(bool_or(run_id = :runId), false) as is_new from withheld
     where district_id = :districtId and scope_id = :scopeId and kind = :kind and decision is null`,
    values,
  );
  if (!waiting || waiting.count === 0) return null;
  return { tried: triedToArchive({ count: waiting.count, active }), isNew: waiting.is_new && !answered };
}

/** A row names it again, it ends, or it is no longer open. */
function settledOnes({ table, id, ending }: StudentsRecords['names'], settled: string): string {
  return `delete from withheld w
    where w.district_id = :districtId and w.scope_id = :scopeId and w.kind = :kind
      and (not exists (select from ${table} t where t.district_id = :districtId and t.student_id = w.student_id
            and t.${id} = w.entity_id and t.archived_at is null)
        or exists (select from ${ending} e where e.student_id = w.student_id and e.${id} = w.entity_id)
        or ${settled})`;
}
