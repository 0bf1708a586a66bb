import type { Knex } from 'knex';
import { copyRows } from '../db/copy.js';
import { findingKind } from '../findings/catalogue.js';
import { moreSentence } from '../findings/sentences.js';
import { fill, type Severity } from '../guardian-file/index.js';
import type { RunContext } from './context.js';

/** One thing that the report says. Never more of a row than the cell at fault, and never a contact value. */
export interface RunFinding {
  severity: Severity;
  code: string;
  message: string;
  file?: string | null;
  line?: number | null;
  column?: string | null;
  /** Which guardian of the line; kept with the details. */
  group?: string;
  details?: Record<string, unknown>;
}

/**
 * How many findings of one code are listed one by one, as many as a person may read. The first file of a large district
 * may have hundreds of thousands, of shared phones.
 */
export const listedPerCode = 100_000;

/** Stands for findings that are not listed. */
export function moreFinding(code: string, file: string | null, more: number): RunFinding {
  return {
    severity: findingKind(code).severity,
    code,
    file,
    message: fill(moreSentence, { more, code }),
    details: { more },
  };
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
  if (Array.isArray(findings) && findings.length === 0) return;
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
        JSON.stringify(
          finding.group === undefined ? (finding.details ?? {}) : { ...finding.details, group: finding.group },
        ),
      ];
    }
  };
  await copyRows(trx, 'run_finding', findingColumns, rows());
}
