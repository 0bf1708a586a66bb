import type { Knex } from 'knex';
import { partAppliedBy, stepsOf } from '../contract/parts.js';
import { noQuestions, type PartFailure, type Questions, type SyncStatus } from '../contract/status.js';
import { query } from '../db/sql-files.js';
import type { RunContext } from '../runs/context.js';
import { forgetFixed } from '../runs/failure-finding.js';
import { dropStagingOf } from '../runs/staging.js';
import { heldParts, openQuestions } from './questions.js';

/**
 * Writes what a run came to: status, counts by step, the file's facts. Called again after every retry and
 * every answer.
 *
 * `done_with_warnings`: everything was applied, and the report has errors or warnings to look at.
 *
 * @returns the status, and what a person is asked
 */
export async function closeRun(
  trx: Knex.Transaction,
  run: RunContext,
  failures: readonly PartFailure[],
  cancelled: boolean,
): Promise<{ status: SyncStatus; questions: Questions }> {
  const [failure] = failures;
  const { fetch, decode } = stepsOf('guardians');
  if (!cancelled) await forgetFixed(trx, run, failures);
  const held = await heldParts(trx, run);
  const questions = cancelled ? noQuestions : await openQuestions(trx, run, held);
  const status = async (): Promise<SyncStatus> => {
    if (cancelled) return 'cancelled';
    if (failure) return 'needs_attention';
    if (Object.keys(held).length > 0) return 'held';
    if (questions.removals.length > 0) return 'threshold';
    return (await hasWarnings(trx, run)) ? 'done_with_warnings' : 'done';
  };
  const outcome = { status: await status(), questions };
  await query(
    trx,
    `update run set status = :status, finished_at = now(), failure_code = :code, failure_message = :message, failed_step = :part,
       failed_parts = cast(:parts as text[]),
       counts = (select coalesce(jsonb_object_agg(cast(:counted as jsonb) ->> step, result), '{}')
         from run_step where district_id = :districtId and run_id = :runId
           and cast(:counted as jsonb) ->> step is not null and result -> 'held' is null),
       held = cast(:held as jsonb),
       file = (select result from run_step where district_id = :districtId and run_id = :runId and step = :fetch)
         || coalesce((select result from run_step where district_id = :districtId and run_id = :runId and step = :decode), '{}')
     where district_id = :districtId and run_id = :runId`,
    {
      districtId: run.districtId,
      runId: run.runId,
      status: outcome.status,
      counted: JSON.stringify(partAppliedBy),
      fetch,
      decode,
      held: Object.keys(held).length > 0 ? JSON.stringify(held) : null,
      code: failure?.code ?? null,
      message: failure?.message ?? null,
      part: failure?.part ?? null,
      parts: failure ? failures.map(({ part }) => part) : null,
    },
  );
  return outcome;
}

/** Nothing more comes for this run: what it staged goes. */
export async function finishRun(trx: Knex.Transaction, run: RunContext): Promise<void> {
  await dropStagingOf(trx, 'r.run_id = :runId', { districtId: run.districtId, runId: run.runId });
  await query(trx, 'delete from run_progress where district_id = :districtId and run_id = :runId', {
    districtId: run.districtId,
    runId: run.runId,
  });
}

async function hasWarnings(trx: Knex.Transaction, run: RunContext): Promise<boolean> {
  const rows = await query(
    trx,
    `select from run_finding where district_id = :districtId and run_id = :runId and severity <> 'notice' limit 1`,
    { districtId: run.districtId, runId: run.runId },
  );
  return rows.length > 0;
}
