import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { inProcess, withEnvironment } from '../cli/run-cli.js';
import { stableExport } from '../support/export.js';
import { lastRun, runsOf, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const file = (email: (n: number) => string, count = 20) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => `S${i + 1},G${i + 1},Ada,Ruiz,${email(i + 1)}\n`).join('')}`;

const wrongFile = file((n) => (n <= 5 ? `wrong${n}@lake.example` : `p${n}@lake.example`), 22);

/** Through Temporal and the command line. */
describe('reverting a run', function () {
  this.timeout(120_000);
  let system: TestSystem;
  let restore: () => void;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 20);
    restore = withEnvironment(system.env);
  });
  after(async () => {
    restore();
    await system.stop();
  });

  const accounts = () =>
    query<{ id: number; email: string }>(
      system.db,
      'select account_id as id, email from account where closed_at is null order by account_id',
    );

  it('case 44: reverted at 09:00, its file is not applied at night, and the report says so', async () => {
    await system.withWorkers(async () => {
      await system.putFile(
        'guardians.csv',
        file((n) => `p${n}@lake.example`),
      );
      await syncToEnd(system);
      const [before, people] = [await stableExport(system), await accounts()];
      await system.putFile('guardians.csv', wrongFile);
      const { runId: wrong } = await syncToEnd(system);
      assert.notEqual(await stableExport(system), before);

      const { code, out } = await inProcess(['revert', system.scope, String(wrong), '--wait', '--by', 'Ada']);
      assert.equal(code, 0, out);
      assert.match(
        out,
        new RegExp(`Run \\d+ \\(revert\\)[^]*Run ${wrong} was reverted: 15 records have their earlier values again\\.`),
      );
      assert.match(
        out,
        new RegExp(
          `of run ${wrong} +reverted +archived \\(created by it\\) +left as they are\\nguardians +5 +0 +0\\naccounts +5 +0 +0\\nroles +5`,
        ),
      );
      assert.equal(await stableExport(system), before);
      assert.deepEqual(await accounts(), people);

      const undone = await lastRun(system);
      assert.deepEqual([undone.status, undone.requested_by], ['done', 'Ada']);
      assert.equal((await runReport(system.db, undone.run_id)).reverted?.run, wrong);
      const reverted = await runReport(system.db, wrong);
      assert.equal(reverted.revertedBy, undone.run_id);
      assert.match(reverted.sentence, new RegExp(`Run ${undone.run_id} reverted it later\\.`));

      const { out: list } = await inProcess(['runs', system.scope]);
      assert.match(list, new RegExp(`\\n${wrong} .* Done(?:, with warnings)?, reverted by run ${undone.run_id} `));

      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'schedule' });
      await until(async () => (await lastRun(system)).status === 'held');
      const night = await runReport(system.db, (await lastRun(system)).run_id);
      assert.deepEqual(
        night.held.map(({ part, code: why }) => [part, why]),
        [['guardians', 'file-reverted']],
      );
      assert.match(night.held[0]?.message ?? '', new RegExp(`run ${wrong}.*Ada.*run ${undone.run_id}.*"Apply"`));
      assert.equal(await stableExport(system), before);

      const decided = await inProcess(['decide', system.scope, 'hold', 'apply']);
      assert.equal(decided.code, 0, decided.err);
      await until(async () => ['done', 'done_with_warnings'].includes((await lastRun(system)).status));
      assert.match(await stableExport(system), /wrong1@lake/);
      assert.match((await syncToEnd(system)).status, /^done/);
    });
  });

  it('takes over from a run that waits, and undoes what that had applied', async () => {
    await system.withWorkers(async () => {
      const before = await stableExport(system);
      const answered = await lastRun(system);
      await system.putFile(
        'guardians.csv',
        file((n) => `new${n}@lake.example`, 8),
      );
      await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'Ada' });
      await until(async () => (await lastRun(system)).status === 'threshold');
      const waiting = await lastRun(system);
      assert.ok(waiting.run_id > answered.run_id);
      const { code, out, err } = await inProcess(['revert', system.scope, String(waiting.run_id), '--wait', '--json']);
      assert.equal(code, 0, err);
      assert.equal(JSON.parse(out).report.reverted.run, waiting.run_id);
      assert.equal(await stableExport(system), before);
    });
  });

  it('refuses on the command line what can not be put back, without starting a run', async () => {
    await system.putFile('guardians.csv', wrongFile);
    const unchanged = (await system.withWorkers(() => syncToEnd(system))).runId;
    assert.equal((await runReport(system.db, unchanged)).counts.guardians?.rows.applied, 0);
    const runs = (await runsOf(system)).length;
    for (const [number, code, words] of [
      ['999999', 'UnknownRun', /There is no run 999999/],
      ['x7', 'BadArguments', /is not the number of a run/],
      [String(unchanged), 'NothingToRevert', /changed no record/],
      [String((await runsOf(system))[1]!.run_id), 'AlreadyReverted', /was reverted by run/],
    ] as const) {
      const { code: exit, out } = await inProcess(['revert', system.scope, number, '--json']);
      assert.notEqual(exit, 0);
      assert.equal(JSON.parse(out).error.code, code);
      assert.match(JSON.parse(out).error.message, words);
    }
    assert.equal((await runsOf(system)).length, runs);
  });
});
