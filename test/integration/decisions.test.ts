import assert from 'node:assert/strict';
import { type WorkflowHandle, WorkflowUpdateFailedError } from '@temporalio/client';
import { dailySyncId } from '../../src/contract/ids.js';
import { decideHold, decideRemovals, progress, startSync } from '../../src/contract/requests.js';
import { searchAttributes } from '../../src/contract/search-attributes.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runReport } from '../../src/runs/report.js';
import { lastRun, runsOf, syncToEnd, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const row = (n: number, change: { id?: string; email?: string } = {}) =>
  `S${n},${change.id ?? `G${n}`},Parent,Number ${n},${change.email ?? `p${n}@example.org`}\n`;
const file = (count: number, of = row) =>
  `studentSisId,guardianSisId,firstName,lastName,email\n${Array.from({ length: count }, (_, i) => of(i + 1)).join('')}`;

/** What a run waits for, through Temporal: docs/guardian-rules.md 5. */
describe('decisions', function () {
  this.timeout(120_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 40);
    await system.putFile('guardians.csv', file(40));
    await system.withWorkers(() => syncToEnd(system));
  });
  afterEach(() => system.stop());

  const handle = (): WorkflowHandle => system.client.workflow.getHandle(dailySyncId(system.scope));
  const status = async () => (await handle().query(progress)).status;

  async function syncTo(wanted: string): Promise<void> {
    await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
    await until(async () => (await status()) === wanted);
  }

  async function openLinks(): Promise<number> {
    const [links] = await query<{ count: number }>(
      system.db,
      'select count(*) from guardian_link where archived_at is null',
    );
    return links!.count;
  }

  const refusedAs = (code: string, sentence: RegExp) => (error: unknown) => {
    assert.ok(error instanceof WorkflowUpdateFailedError);
    const cause = error.cause as { type?: string; message?: string };
    assert.equal(cause.type, code);
    assert.match(cause.message ?? '', sentence);
    return true;
  };

  it('case 16: waits with everything else applied; "archive" archives them this once', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      await syncTo('threshold');
      assert.equal(await openLinks(), 40);
      const description = await handle().describe();
      assert.equal(description.typedSearchAttributes.get(searchAttributes.syncStatus), 'threshold');
      const { questions, runId } = await handle().query(progress);
      assert.deepEqual(questions, { removals: [{ part: 'guardians', kind: 'guardianLinks', count: 10 }], hold: [] });
      const waiting = await runReport(system.db, runId as number);
      assert.equal(waiting.run.status, 'threshold');
      assert.deepEqual(waiting.counts.guardians?.guardianLinks.triedToArchive, { count: 10, percent: 25 });

      const reply = await handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive', by: 'Ada' }] });
      assert.match(reply, /archived now/);
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
      assert.equal(await openLinks(), 30);
      const report = await runReport(system.db, runId as number);
      assert.deepEqual(
        report.decisions.map(({ question, answer, by }) => [question, answer, by]),
        [['removals', 'archive', 'Ada']],
      );
      assert.equal(report.counts.guardians?.guardianLinks.archived, 10);
      assert.equal(report.counts.accounts?.closed, 10);
      assert.equal(report.rowsAddUp, true);
    });
  });

  it('"keep" keeps them; the next night is quiet', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      await syncTo('threshold');
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'keep' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
      assert.equal((await syncToEnd(system)).status, 'done');
      assert.equal(await openLinks(), 40);
    });
  });

  it('without an answer it completes, and the question goes over to the next run', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(
      async () => {
        for (const _ of [1, 2]) assert.equal((await syncToEnd(system)).status, 'threshold');
      },
      { waitSeconds: 1 },
    );
    assert.deepEqual(
      (await runsOf(system)).map((run) => run.status),
      ['done', 'threshold', 'threshold'],
    );
    assert.equal(await openLinks(), 40);
    await system.withWorkers(async () => {
      await syncTo('threshold');
      await handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive' }] });
      await handle().result();
    });
    assert.equal(await openLinks(), 30);
  });

  it('a new request takes over, and what is named again is not asked about', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      await syncTo('threshold');
      await system.putFile('guardians.csv', file(40));
      await handle().signal(startSync, { requestedBy: 'somebody' });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
    });
    assert.deepEqual(
      (await runsOf(system)).map((run) => run.status),
      ['done', 'threshold', 'done'],
    );
  });

  it('case 35: held; "apply" applies the stored file, and its reason is not asked again', async () => {
    const moved = file(40, (n) => row(n, { email: `moved${n}@example.org` }));
    await system.putFile('guardians.csv', moved);
    await system.withWorkers(async () => {
      await syncTo('held');
      assert.deepEqual((await handle().query(progress)).questions.hold, [
        { part: 'guardians', code: 'contacts-changed' },
      ]);
      const run = await lastRun(system);
      const report = await runReport(system.db, run.run_id);
      assert.deepEqual([report.counts.guardians, report.students?.rate], [null, 1]);
      assert.match(report.held[0]?.message ?? '', /40 of the 40 guardians/);
      assert.match(report.sentence, /not applied/);
      await system.putFile('guardians.csv', file(40));
      await handle().executeUpdate(decideHold, { args: [{ decision: 'apply', by: 'Ada' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
      const [changed] = await query<{ count: number }>(
        system.db,
        `select count(*) from guardian where email like 'moved%'`,
      );
      assert.equal(changed?.count, 40, 'from the stored file');
      assert.equal((await syncToEnd(system)).status, 'done', 'as bad as then is not asked again');
    });
  });

  it('held: "discard" applies nothing, and the same file is held for that the next time', async () => {
    await system.putFile(
      'guardians.csv',
      file(40, (n) => row(n, { email: `moved${n}@example.org` })),
    );
    await system.withWorkers(async () => {
      await syncTo('held');
      await handle().executeUpdate(decideHold, { args: [{ decision: 'discard', by: 'Ada' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'held');
      await syncTo('held');
      assert.deepEqual(
        (await handle().query(progress)).questions.hold.map(({ code }) => code),
        ['file-discarded', 'contacts-changed'],
      );
      await handle().executeUpdate(decideHold, { args: [{ decision: 'apply', by: 'Ada' }] });
      assert.equal(((await handle().result()) as { status: string }).status, 'done');
    });
  });

  it('held without an answer completes, not applied', async () => {
    await system.putFile(
      'guardians.csv',
      file(40, (n) => row(n, { email: `moved${n}@example.org` })),
    );
    await system.withWorkers(async () => assert.equal((await syncToEnd(system)).status, 'held'), { waitSeconds: 1 });
    const [changed] = await query<{ count: number }>(
      system.db,
      `select count(*) from guardian where email like 'moved%'`,
    );
    assert.equal(changed?.count, 0);
  });

  it('takes no answer to what is not asked, nor of another shape', async () => {
    await system.putFile('guardians.csv', file(30));
    await system.withWorkers(async () => {
      await syncTo('threshold');
      await assert.rejects(
        handle().executeUpdate(decideHold, { args: [{ decision: 'apply' }] }),
        refusedAs('NothingToDecide', /Nothing is held/),
      );
      for (const wrong of [{ decision: 'delete' }, {}, null, 'archive', { decision: 'archive', by: 7 }]) {
        await assert.rejects(
          handle().executeUpdate(decideRemovals, { args: [wrong as never] }),
          refusedAs('BadInput', /\{"decision": "archive"\} or \{"decision": "keep"\}/),
        );
      }
      const { runId } = await handle().query(progress);
      const meant: [object, RegExp][] = [
        [{ runId: Number(runId) - 1, records: 10 }, /is to run \d+, but run \d+ waits/],
        [{ runId, records: 9 }, /about 9 records, but 10 wait/],
      ];
      for (const [which, sentence] of meant) {
        await assert.rejects(
          handle().executeUpdate(decideRemovals, { args: [{ decision: 'archive', ...which } as never] }),
          refusedAs('NothingToDecide', sentence),
        );
      }
      assert.equal(await status(), 'threshold');
      await handle().cancel();
      await assert.rejects(handle().result());
    });
    assert.equal((await lastRun(system)).status, 'cancelled');
    assert.equal(await openLinks(), 40);
  });
});
