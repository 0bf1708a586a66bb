import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { query, sqlFile } from '../db/sql-files.js';
import { sqlScript } from '../db/sql-script.js';
import { assertRowsAddUp } from '../guardians/checks.js';
import type { ParsedCounts } from '../guardians/counts.js';
import { matchRate } from '../guardians/match-rate.js';
import { resolveStaged, resolveStudents } from '../guardians/resolve-students.js';
import { endsInDoubt } from '../guardians/withhold.js';
import { discardedFile } from '../holds/discarded.js';
import { holdFindings, notApplied } from '../holds/reasons.js';
import { withheldFinding } from '../removals/finding.js';
import type { RunContext } from '../runs/context.js';
import { type AttributeCounts, noCounts } from '../runs/counts.js';
import { recordQueries } from '../runs/finding-queries.js';
import { recordFindings } from '../runs/findings.js';
import type { Held } from '../runs/held.js';
import type { AttributeColumn } from './check/index.js';
import { settleValueEnds } from './ends.js';
import { attributeQueries } from './row-queries.js';
import { stagingTables } from './stage.js';

const resolveRows = resolveStudents(
  `r.line as row_id, r.line, cast(null as text) as group_name, r.student_sis_id, r.cells, cast(null as text) as sis_id`,
);
const goWithoutPeople = sqlScript(import.meta.url, './sql/no-people.sql');
const chooseValues = sqlScript(import.meta.url, './sql/choose-values.sql');
const protectStudents = sqlScript(import.meta.url, '../guardians/sql/protect-students.sql');
const writeValues = sqlScript(import.meta.url, './sql/write-values.sql');
const countRows = sqlFile(import.meta.url, './sql/count-rows.sql')();

export const applyStep = stepsOf('attributes').apply;

export interface AppliedFile {
  name: string;
  sha256: string;
  /** In the order of the staged cells. */
  attributes: readonly Pick<AttributeColumn, 'key' | 'name'>[];
  parsed: ParsedCounts;
}

/**
 * Makes the staged rows of a run the attributes of its scope's students. docs/guardian-rules.md 7; all in the
 * caller's transaction, under the scope's lock. Unchanged values are never written; every update, end and restoration has
 * its row in `change`.
 *
 * @param answered the file was applied before in this run, and an admin has answered about what it withheld
 * @returns what was done; or, if a person must look at the file first, why nothing was
 * @throws SyncFailure `NoStudentKnown`, `RowsDontAddUp`
 */
export async function applyAttributes(
  trx: Knex.Transaction,
  run: RunContext,
  file: AppliedFile,
  answered = false,
): Promise<AttributeCounts | Held> {
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const tables = stagingTables(run);
  await resolveStaged(trx, run, resolveRows, tables);
  await goWithoutPeople(trx, values);
  const { students, reasons } = await matchRate(trx, run, 'attributes-match-rate');
  const held = answered
    ? []
    : await notApplied(trx, run, [...(await discardedFile(trx, run, file.sha256)), ...reasons]);
  if (held.length > 0) {
    await recordFindings(trx, run, applyStep, holdFindings(held, file.name));
    return { held, students };
  }
  const columns = file.attributes.map(({ key, name }, index) => ({ position: index + 1, key, name }));
  await chooseValues(trx, { ...values, columns: JSON.stringify(columns) });

  await protectStudents(trx, values, { errors: tables.errors });
  const doubt = await endsInDoubt(trx, file.parsed, 'no attribute');
  const withheld = await settleValueEnds(trx, run, { inDoubt: doubt !== null, answered });
  await writeValues(trx, values);

  await recordQueries(trx, run, applyStep, file.name, attributeQueries);
  if (doubt) await recordFindings(trx, run, applyStep, [{ ...doubt, file: file.name }]);
  const counts = { ...(await countApplied(trx, run, file.parsed)), students };
  if (withheld) {
    await recordFindings(trx, run, applyStep, [withheldFinding('studentAttributes', withheld.tried, withheld.isNew)]);
    counts.studentAttributes.triedToArchive = withheld.tried;
  }
  assertRowsAddUp(counts.rows);
  return counts;
}

async function countApplied(
  trx: Knex.Transaction,
  run: RunContext,
  parsed: ParsedCounts,
): Promise<Pick<AttributeCounts, 'rows' | 'studentAttributes'>> {
  const [n] = await query<Record<string, number>>(trx, countRows, { districtId: run.districtId, runId: run.runId });
  const count = (name: string) => n?.[name] ?? 0;
  return {
    rows: {
      read: parsed.read,
      applied: count('applied'),
      unchanged: count('students') - count('applied'),
      skipped: count('skipped'),
      error: parsed.error,
      duplicate: count('known_rows') - count('students'),
      leftOut: parsed.leftOut,
      blank: parsed.blank,
    },
    studentAttributes: {
      ...noCounts,
      read: count('values'),
      created: count('created'),
      restored: count('restored'),
      updated: count('changed') - count('created') - count('restored'),
      unchanged: count('values') - count('changed'),
      skipped: count('skipped'),
      archived: count('archived'),
    },
  };
}
