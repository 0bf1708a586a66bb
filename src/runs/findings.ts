import type { Knex } from 'knex';
import { copyRows } from '../db/copy.js';
import type { RunContext } from './context.js';

/** One thing that the report says. Never more of a row than the cell at fault, and never a contact value. */
export interface RunFinding {
  severity: 'error' | 'warning' | 'notice';
  code: string;
  message: string;
  file?: string | null;
  line?: number | null;
  column?: string | null;
  details?: Record<string, unknown>;
}

/** Of `run_finding`, all but its number, which PostgreSQL gives. */
export const findingColumns = [
  'district_id',
  'run_id',
  'step',
  'batch',
  'severity',
  'code',
  'file',
  'line',
  'column_name',
  'message',
  'details',
] as const;

/** Called inside the step's transaction, so that a step that runs again reports nothing twice. */
export async function recordFindings(
  trx: Knex.Transaction,
  run: RunContext,
  step: string,
  findings: Iterable<RunFinding>,
  batch = 0,
): Promise<void> {
  const rows = function* () {
    for (const finding of findings) {
      yield [
        run.districtId,
        run.runId,
        step,
        batch,
        finding.severity,
        finding.code,
        finding.file ?? null,
        finding.line ?? null,
        finding.column ?? null,
        finding.message,
        JSON.stringify(finding.details ?? {}),
      ];
    }
  };
  await copyRows(trx, 'run_finding', findingColumns, rows());
}
