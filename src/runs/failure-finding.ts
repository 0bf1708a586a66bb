import type { Knex } from 'knex';
import type { SyncFailure } from '../contract/failures.js';
import type { RunContext } from './context.js';
import { recordFindings } from './findings.js';

/** A failure that a person must mend, in the report, with what history and logs may not hold (headers found). */
export async function recordFailure(db: Knex, run: RunContext, step: string, failure: SyncFailure): Promise<void> {
  // The stopped execution has no say in the report of the one that took over.
  if (failure.code === 'Superseded') return;
  await db.transaction((trx) =>
    recordFindings(trx, run, step, [
      { severity: 'error', code: failure.code, message: failure.reportMessage, details: failure.details },
    ]),
  );
}
