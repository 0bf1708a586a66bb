import type { Knex } from 'knex';
import { stepsOf } from '../contract/parts.js';
import { planForWholeTables } from '../db/set-based.js';
import { query, sqlFile } from '../db/sql-files.js';
import { type SqlScript, sqlScript } from '../db/sql-script.js';
import type { RunContext } from '../runs/context.js';
import { recordQueries } from '../runs/finding-queries.js';
import { assertRevertible, nothingToRevert } from './check.js';
import { collect, putBack, type RevertValues } from './collect.js';
import { keptQueries } from './kept-queries.js';
import { accountKinds, recordKinds } from './kinds.js';

const begin = sqlScript(import.meta.url, './sql/begin.sql');
const keepRecords = sqlScript(import.meta.url, './sql/keep-records.sql');
const remember = sqlScript(import.meta.url, './sql/remember.sql');
const followRecords = sqlScript(import.meta.url, './sql/follow-records.sql');
const putBackQuestions = sqlScript(import.meta.url, './sql/questions.sql');
const claimedAccounts = sqlScript(import.meta.url, './sql/claimed-accounts.sql');
const keepAccounts = sqlScript(import.meta.url, './sql/keep-accounts.sql');
const count = sqlFile(import.meta.url, './sql/count.sql')();

export const revertStep = stepsOf('revert').apply;

export interface KindReverted {
  /** Records that have their values, or their end, from before again. */
  restored: number;
  /** Records that the reverted run made: archived, and no longer part of the export. */
  withdrawn: number;
  /** Left as they are, for something happened to them since. */
  kept: number;
}

export interface Reverted {
  /** The run that was put back. */
  run: number;
  reverted: number;
  kept: number;
  /** Numbers of records: nobody is asked any more whether they go, for the run had asked; one is again, for it had settled that. */
  questions: { settled: number; askedAgain: number };
  /** By entity as in `change`: guardian, guardian_link, account … */
  kinds: Record<string, KindReverted>;
}

/**
 * Puts back what a run changed where nothing has changed it again since; what it made is archived, and hidden from the
 * export until a source names it again. The rest stays and is listed. Every record that is written has its row in
 * `change`, so a revert can be reverted. Roles and accounts come back with their ids if nobody touched them since; the
 * accounts step, which is to follow, decides about the others.
 *
 * In the caller's transaction, under the district's lock.
 *
 * @throws SyncFailure `UnknownRun`, `RunOfOtherScope`, `RunNotRevertible`, `RunNotEnded`, `AlreadyReverted`, `NothingToRevert`
 */
export async function revertRun(trx: Knex.Transaction, run: RunContext, target: number): Promise<Reverted> {
  await assertRevertible(trx, { districtId: run.districtId, scopeId: run.scopeId, slug: run.scope }, target);
  const values = { districtId: run.districtId, scopeId: run.scopeId, runId: run.runId, target };
  await query(trx, 'update run set reverts_run = :target where district_id = :districtId and run_id = :runId', values);
  await planForWholeTables(trx);
  await begin(trx, values);

  await gather(trx, values, recordKinds);
  await untilSettled(trx, keepRecords, values);
  await remember(trx, values);
  for (const kind of recordKinds) await putBack(trx, values, kind);
  await followRecords(trx, values);
  const [settled, asked] = await putBackQuestions(trx, values);
  const questions = { settled: settled?.rows.length ?? 0, askedAgain: asked?.rows.length ?? 0 };

  await gather(trx, values, accountKinds);
  await claimedAccounts(trx, values);
  await untilSettled(trx, keepAccounts, values);
  for (const kind of accountKinds) await putBack(trx, values, kind);

  const [counts] = await query<Omit<Reverted, 'run' | 'questions'>>(trx, count);
  const all = (counts?.reverted ?? 0) + (counts?.kept ?? 0) + questions.settled + questions.askedAgain;
  if (!counts || all === 0) throw nothingToRevert(target);
  await recordQueries(trx, run, revertStep, null, keptQueries);
  return { run: target, ...counts, questions };
}

async function gather(trx: Knex.Transaction, values: RevertValues, kinds: typeof recordKinds): Promise<void> {
  for (const kind of kinds) await collect(trx, values, kind);
  await trx.raw('analyze reverting');
}

/** What one record keeps may keep others: rounds until none is added. */
async function untilSettled(trx: Knex.Transaction, keep: SqlScript, values: RevertValues): Promise<void> {
  let kept: number;
  do {
    const results = await keep(trx, values);
    kept = results.reduce((sum, { rows }) => sum + rows.length, 0);
  } while (kept > 0);
}
