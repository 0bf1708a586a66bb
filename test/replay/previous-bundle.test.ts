import assert from 'node:assert/strict';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { WorkflowBundle } from '@temporalio/worker';
import { dailySyncId, guardianSyncId } from '../../src/contract/ids.js';
import { progress } from '../../src/contract/requests.js';
import { query } from '../../src/db/sql-files.js';
import { requestSync } from '../../src/requests/start-sync.js';
import { runsOf, until } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';
import { requestUpload } from '../support/uploads.js';
import { bundleOf, workflowBundle } from '../support/workflow-bundle.js';

const root = path.resolve(import.meta.dirname, '../..');
const file =
  'studentSisId,guardianSisId,firstName,lastName,email\nS1,G1,Ana,Ruiz,a@example.org\nS2,G2,Bo,Ruiz,b@example.org\n';

/**
 * A sync is under way when its worker is replaced by one whose workflows were bundled from
 * other sources. The earlier sources are today's with a line changed: a real earlier release is what the stored
 * histories are for; here a live run goes over from one bundle to the next.
 */
describe('a sync that a worker of the release before has begun', function () {
  this.timeout(90_000);
  let system: TestSystem;

  beforeEach(async () => {
    system = await createTestSystem();
    await system.set({ 'guardians.quietSeconds': '3' });
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 2);
    await system.putFile('guardians.csv', file);
  });
  afterEach(() => system.stop());

  /** Begun by one bundle: its worker stops while the child's first step waits for the file to be quiet. */
  async function begunBy(previous: WorkflowBundle, meanwhile = async () => {}): Promise<void> {
    await system.withWorkers(
      async () => {
        await requestSync(system.db, system.client, system.queues, { scope: system.scope, requestedBy: 'the test' });
        await until(async () => {
          const { raw } = await system.client.workflow.getHandle(guardianSyncId(system.scope)).describe();
          return raw.pendingActivities?.some(({ lastStartedTime }) => lastStartedTime) ?? false;
        });
        await meanwhile();
      },
      { rowsPerBatch: 1, workflowBundle: previous },
    );
    assert.equal((await query(system.db, 'select from run_step')).length, 0);
  }

  it('finishes on the new one', async () => {
    await begunBy(await bundleWith('file-steps.ts', 'fetching $', 'getting $'));
    await system.withWorkers(() => system.client.workflow.getHandle(dailySyncId(system.scope)).result(), {
      rowsPerBatch: 1,
      workflowBundle: await workflowBundle(),
    });
    assert.deepEqual(
      (await runsOf(system)).map(({ status }) => status),
      ['done'],
    );
    assert.equal((await query(system.db, 'select from guardian_link')).length, 2);
  });

  it('leaves a request of a kind that the release before did not know to the execution after it', async () => {
    const previous = await bundleWith('request-list.ts', "= ['upload', 'revert'];", '= [];');
    const handle = system.client.workflow.getHandle(dailySyncId(system.scope));
    await begunBy(previous, async () => {
      await requestUpload(system, 'studentSisId,firstName,email\nS1,Cy,c@example.org\n');
      await until(async () => /the kind "upload" waits for a newer/.test((await handle.query(progress)).notice ?? ''));
    });
    await system.withWorkers(() => handle.result(), { rowsPerBatch: 1, workflowBundle: await workflowBundle() });
    assert.deepEqual(await query(system.db, 'select kind, status from run order by run_id'), [
      { kind: 'sync', status: 'done' },
      { kind: 'upload', status: 'done' },
    ]);
    assert.equal((await query(system.db, 'select from guardian_link')).length, 3);
  });

  it('waits, unharmed, where the new one does other things than its history says', async () => {
    await begunBy(
      await bundleWith(
        'file-steps.ts',
        'await fetch({ runId, waitUntil })',
        'await sleep(1); await fetch({ runId, waitUntil })',
      ),
    );
    const child = system.client.workflow.getHandle(guardianSyncId(system.scope));
    await system.withWorkers(
      () =>
        until(async () =>
          Boolean(
            (await child.fetchHistory()).events?.some(({ workflowTaskFailedEventAttributes: failed }) =>
              /TMPRL1100|Nondeterminism/.test(failed?.failure?.message ?? ''),
            ),
          ),
        ),
      { rowsPerBatch: 1, workflowBundle: await workflowBundle() },
    );
    assert.equal((await child.describe()).status.name, 'RUNNING');
  });
});

/** A bundle of today's sources with one text replaced. */
async function bundleWith(name: string, text: string, other: string): Promise<WorkflowBundle> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dailysync-bundle-'));
  try {
    for (const part of ['workflows', 'src/contract', 'src/words', 'package.json']) {
      await cp(path.join(root, part), path.join(folder, part), { recursive: true });
    }
    await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
    const changed = path.join(folder, 'workflows', name);
    const source = await readFile(changed, 'utf8');
    assert.ok(source.includes(text), `${name} has no "${text}" any more`);
    await writeFile(changed, source.replace(text, other));
    return await bundleOf(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
