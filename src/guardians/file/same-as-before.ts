import type { Knex } from 'knex';
import { query, sqlFile } from '../../db/sql-files.js';
import { codesThat, finding } from '../../findings/catalogue.js';
import type { RunContext } from '../../runs/context.js';
import type { GuardianCounts } from '../../runs/counts.js';
import type { Execution } from '../../runs/fence.js';
import { recordFindings } from '../../runs/findings.js';
import { runStep } from '../../runs/steps.js';
import { unchangedCounts } from '../counts.js';
import { reconcileStep } from '../reconcile.js';
import { type DecodedFile, fetchedFile } from './decode.js';
import { guardianFile } from './kind.js';
import { rulesOf } from './rules.js';

const sql = sqlFile(import.meta.url, '../sql/same-as-before.sql')();
const { decode, parse } = guardianFile.steps;

interface Before {
  run_id: number;
  decoded: DecodedFile;
  counts: GuardianCounts;
}

/** Findings about what a run did are not those of the next one that does nothing. */
const codesOfOnce = codesThat(({ once }) => once === true);

/**
 * The run that applied this run's very file last, where nothing that a reconcile looks at has changed since: the file's
 * bytes, settings, rules, the roster's students, guardians and links, and where no row was skipped and no question is
 * open. Null for everything but an ordinary sync: a dry run is to show what a sync really does.
 */
export async function sameAsBefore(db: Knex | Knex.Transaction, run: RunContext): Promise<Before | null> {
  if (run.kind !== 'sync') return null;
  const { sha256 } = await fetchedFile(guardianFile, db, run);
  const [before] = await query<Before>(db, sql, {
    districtId: run.districtId,
    scopeId: run.scopeId,
    runId: run.runId,
    sha256,
    rules: rulesOf(guardianFile),
    settings: JSON.stringify(run.settings),
  });
  return before ?? null;
}

/** In the place of decoding: what was found then, with the findings. Null where the file has to be read. */
export async function decodedBefore(db: Knex, run: RunContext, execution: Execution): Promise<DecodedFile | null> {
  const before = await sameAsBefore(db, run);
  if (!before) return null;
  return runStep(db, run, execution, { step: decode, lock: 'scope' }, async (trx) => {
    await copyFindings(trx, run, { from: before.run_id, steps: [decode], to: decode });
    return { ...before.decoded, sameAsRun: before.run_id };
  });
}

/**
 * In the place of the reconcile: the counts of a run that changes nothing, and the findings about the file's rows. Null
 * where something has changed since the file was taken for the same, such as the roster by an admin's answer.
 */
export async function appliedBefore(db: Knex, run: RunContext, execution: Execution): Promise<GuardianCounts | null> {
  const before = await sameAsBefore(db, run);
  if (!before) return null;
  return runStep(db, run, execution, { step: reconcileStep, lock: 'scope' }, async (trx) => {
    await copyFindings(trx, run, { from: before.run_id, steps: [parse, reconcileStep], to: reconcileStep });
    const { name } = await fetchedFile(guardianFile, trx, run);
    const details = { run: before.run_id };
    await recordFindings(trx, run, reconcileStep, [{ ...finding('file-unchanged', { file: name }, details), details }]);
    return unchangedCounts(before.counts);
  });
}

async function copyFindings(
  trx: Knex.Transaction,
  run: RunContext,
  { from, steps, to }: { from: number; steps: string[]; to: string },
): Promise<void> {
  await query(
    trx,
    `insert into run_finding (district_id, run_id, step, batch, severity, code, file, line, column_name, message, details)
     select district_id, :runId, :to, 0, severity, code, file, line, column_name, message, details
     from run_finding
     where district_id = :districtId and run_id = :from and step = any(:steps) and code <> all(:codesOfOnce)
     order by finding_id`,
    { districtId: run.districtId, runId: run.runId, from, steps, to, codesOfOnce },
  );
}
