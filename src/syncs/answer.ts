import type { Knex } from 'knex';
import type { RecordedAnswer } from '../contract/activities.js';
import { stagedParts, stepsOf } from '../contract/parts.js';
import { query } from '../db/sql-files.js';
import { codesThat } from '../findings/catalogue.js';
import { sha256Of } from '../holds/discarded.js';
import type { RunContext } from '../runs/context.js';
import { reopenStep } from '../runs/steps.js';
import { heldParts, partOfKind } from './questions.js';

/** The others are found again. */
const lasting = codesThat(({ lasts }) => lasts === true);

/**
 * Writes what a person answered, and sets the parts concerned to run again from what they had staged. Written again (the
 * same key) it changes nothing.
 */
export async function recordAnswer(trx: Knex.Transaction, run: RunContext, given: RecordedAnswer): Promise<void> {
  const { question, answer, by, key, parts } = given;
  const ids = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId };
  const details = question === 'hold' ? await holdDetails(trx, run) : {};
  const [isNew] = await query(
    trx,
    `insert into decision (district_id, run_id, key, question, answer, decided_by, details)
     values (:districtId, :runId, :key, :question, :answer, :by, cast(:details as jsonb))
     on conflict (district_id, run_id, key) do nothing returning key`,
    { ...ids, key, question, answer, by, details: JSON.stringify(details) },
  );
  if (!isNew) return;
  if (question === 'removals') {
    await query(
      trx,
      `update withheld set decision = :answer
       where district_id = :districtId and scope_id = :scopeId and decision is null
         and ${partOfKind} = any (cast(:parts as text[]))`,
      { ...ids, answer, parts },
    );
  }
  if (answer === 'discard') return;
  await query(
    trx,
    `update run set status = 'running', finished_at = null where district_id = :districtId and run_id = :runId`,
    ids,
  );
  for (const part of stagedParts.filter((each) => parts.includes(each))) {
    const step = stepsOf(part).apply;
    await reopenStep(trx, run, step);
    await query(
      trx,
      `delete from run_finding where district_id = :districtId and run_id = :runId and step = :step
         and code <> all (cast(:lasting as text[]))`,
      { ...ids, step, lasting },
    );
  }
}

/** An admin asks again what was to be kept: the scope's next run brings the question up. @returns how many records */
export async function askAgain(trx: Knex.Transaction, scope: { districtId: number; scopeId: number }): Promise<number> {
  const opened = await query(
    trx,
    `update withheld set decision = null
     where district_id = :districtId and scope_id = :scopeId and decision = 'keep' returning kind`,
    { districtId: scope.districtId, scopeId: scope.scopeId },
  );
  return opened.length;
}

/** The reasons with their figures, and the held files by their content: later runs compare with them. */
async function holdDetails(trx: Knex.Transaction, run: RunContext): Promise<Record<string, unknown>> {
  const held = await heldParts(trx, run);
  const reasons = Object.values(held).flatMap(({ held: found }) => found.map(({ code, figure }) => ({ code, figure })));
  const files: Record<string, string> = {};
  for (const part of stagedParts.filter((each) => held[each])) {
    const sha256 = await fetchedSha256(trx, run, stepsOf(part).fetch);
    if (sha256) files[sha256Of(part)] = sha256;
  }
  return { reasons, ...files };
}

async function fetchedSha256(trx: Knex.Transaction, run: RunContext, step: string): Promise<string | undefined> {
  const [file] = await query<{ sha256: string }>(
    trx,
    `select result ->> 'sha256' as sha256 from run_step
     where district_id = :districtId and run_id = :runId and step = :step`,
    { districtId: run.districtId, runId: run.runId, step },
  );
  return file?.sha256;
}
