import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';
import type { RunContext } from './context.js';
import { recordFindings } from './findings.js';

/**
 * Findings of one code that are listed one by one; null: all. Notices beyond are counted: the first file of a large district
 * may have hundreds of thousands, of shared phones.
 */
const listed = { error: null, warning: null, notice: 100_000 } as const;

export interface FindingQuery {
  code: string;
  severity: 'error' | 'warning' | 'notice';
  column?: string;
  /** It tells what the run did; a run that does nothing with the same file does not say it again. */
  once?: true;
  /** Selects `line`, `message` and `details` (ids only, never a contact value). */
  select: string;
}

/** Writes what the queries find, in the order of lines, and one more finding where there are too many to list. */
export async function recordQueries(
  trx: Knex.Transaction,
  run: RunContext,
  step: string,
  file: string | null,
  queries: readonly FindingQuery[],
): Promise<void> {
  for (const { code, severity, column, select } of queries) {
    const [row] = await query<{ count: number }>(
      trx,
      `with found as materialized (${select}), listed as (
         insert into run_finding (district_id, run_id, step, severity, code, file, line, column_name, message, details)
         select :districtId, :runId, :step, :severity, :code, :file, line, :column, message, details
         from found order by line limit cast(:listed as int))
       select count(*) from found`,
      {
        districtId: run.districtId,
        scopeId: run.scopeId,
        runId: run.runId,
        step,
        severity,
        code,
        file,
        column: column ?? null,
        listed: listed[severity],
      },
    );
    const more = (row?.count ?? 0) - (listed[severity] ?? Number.POSITIVE_INFINITY);
    if (more <= 0) continue;
    const message = `There are ${more} more findings of this kind (${code}) that are not listed one by one.`;
    await recordFindings(trx, run, step, [{ severity, code, file, message, details: { more } }]);
  }
}
