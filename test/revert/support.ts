import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Knex } from 'knex';
import { assignAccounts } from '../../src/accounts/assign.js';
import { query } from '../../src/db/sql-files.js';
import { exportScope } from '../../src/export/export.js';
import { type Reverted, revertRun, revertStep } from '../../src/revert/revert.js';
import type { RunContext } from '../../src/runs/context.js';
import type { AccountCounts } from '../../src/runs/counts.js';
import type { Execution } from '../../src/runs/fence.js';
import { runRepeatableStep, runStep } from '../../src/runs/steps.js';
import { closeRun } from '../../src/syncs/close.js';

export const execution: Execution = { workflowId: 'test', temporalRunId: 'test', isOpen: async () => true };

interface Scope {
  db: Knex;
  districtId: number;
  scopeId: number;
}

export interface RevertRun {
  runId: number;
  result: Reverted;
  accounts: AccountCounts;
  findings: { code: string; severity: string; message: string; details: Record<string, unknown> }[];
}

/** A run that puts another one back, as the workflow does it. */
export async function revert(
  scope: Scope & { openRun(): Promise<RunContext> },
  target: number,
  opened?: RunContext,
): Promise<RevertRun> {
  const run = opened ?? (await scope.openRun());
  await query(scope.db, `update run set kind = 'revert' where run_id = :runId`, { runId: run.runId });
  const result = await runStep(scope.db, run, execution, { step: revertStep, lock: 'district' }, (trx) =>
    revertRun(trx, run, target),
  );
  const accounts = await runRepeatableStep(
    scope.db,
    run,
    execution,
    { step: 'assignAccounts', lock: 'district' },
    (trx) => assignAccounts(trx, run),
  );
  await scope.db.transaction((trx) => closeRun(trx, run, [], false));
  const findings = await query<RevertRun['findings'][number]>(
    scope.db,
    `select code, severity, message, details from run_finding where run_id = :runId order by finding_id`,
    { runId: run.runId },
  );
  return { runId: run.runId, result, accounts, findings };
}

/** The scope's export as one text, our ids, runs and times among it unless `stable`. */
export async function exported({ db, ...scope }: Scope, stable = false): Promise<string> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-revert-'));
  try {
    await exportScope(db, scope, folder, { stable });
    const files = (await readdir(folder)).sort();
    const texts = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
    // Files are sorted by what the sources say; ours are compared as sets.
    const sorted = texts.map((text) => text.trimEnd().split('\n').sort().join('\n'));
    return files.map((file, index) => `== ${file}\n${sorted[index]}`).join('\n');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
