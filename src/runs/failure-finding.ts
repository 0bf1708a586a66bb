import type { Knex } from 'knex';
import type { SyncFailure } from '../contract/failures.js';
import type { PartFailure } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import { findingKind } from '../findings/catalogue.js';
import type { RunContext } from './context.js';
import { recordFindings } from './findings.js';

/** Sets failures apart from a step's own findings, which go and come with its done-marker. */
const noBatch = -1;

/**
 * A failure that a person must fix, in the report, with what history and logs may not hold (headers found) and what led
 * to it.
 */
export async function recordFailure(db: Knex, run: RunContext, step: string, failure: SyncFailure): Promise<void> {
  // The stopped execution has no say in the report of the one that took over.
  if (failure.code === 'Superseded') return;
  const { code, reportMessage, details, findings } = failure;
  const finding = { severity: findingKind(code).severity, code, message: reportMessage, details };
  const led = findings.map((each) => ({
    ...each,
    severity: findingKind(each.code).severity,
    details: { failure: code },
  }));
  await db.transaction((trx) => recordFindings(trx, run, step, [finding, ...led], noBatch));
}

/**
 * Takes failures out of the report that did not stay: the worker died before it could tell Temporal of one, and the next
 * attempt went well.
 */
export async function forgetFixed(
  trx: Knex.Transaction,
  run: RunContext,
  failures: readonly Pick<PartFailure, 'code'>[],
): Promise<void> {
  await query(
    trx,
    `delete from run_finding where district_id = :districtId and run_id = :runId and batch = :noBatch
       and coalesce(details ->> 'failure', code) <> all(:codes)`,
    { districtId: run.districtId, runId: run.runId, noBatch, codes: failures.map(({ code }) => code) },
  );
}
