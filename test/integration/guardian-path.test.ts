import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { lastRun, runsOf, syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship\n';

describe('the guardian path: SFTP to families, through Temporal', function () {
  this.timeout(60_000);
  let system: TestSystem;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 10);
  });
  after(() => system.stop());

  it('applies a file in several batches, and the same file again changes nothing', async () => {
    const rows = Array.from(
      { length: 10 },
      (_, i) =>
        `S${i + 1},G${Math.ceil((i + 1) / 2)},Ana,Ruiz ${Math.ceil((i + 1) / 2)},g${Math.ceil((i + 1) / 2)}@example.org,,Mother\n`,
    );
    await system.putFile('guardians.csv', header + rows.join(''));
    const results = await system.withWorkers(async () => [await syncToEnd(system), await syncToEnd(system)], {
      rowsPerBatch: 3,
    });
    assert.deepEqual(
      results.map(({ status }) => status),
      ['done', 'done'],
    );

    const [first, second] = await runsOf(system);
    const batches = await query(system.db, `select batch from staged_batch where run_id = :run`, {
      run: first?.run_id,
    });
    assert.equal(batches.length, 4);
    const { guardians } = (first?.counts ?? {}) as unknown as {
      guardians: { guardians: object; guardianLinks: object };
    };
    assert.deepEqual(
      [guardians.guardians, guardians.guardianLinks].map((each) => (each as { created: number }).created),
      [5, 10],
    );

    const changes = await query(system.db, `select from change where run_id = :run`, { run: second?.run_id });
    assert.equal(changes.length, 0);
    const written = await query(
      system.db,
      `select from guardian where source_run = :run union all select from guardian_link where source_run = :run
       union all select from account where changed_run = :run`,
      { run: second?.run_id },
    );
    assert.equal(written.length, 0);
  });

  it('reads ISO-8859-1 and says why', async () => {
    await system.putFile(
      'guardians.csv',
      Buffer.from(
        `${header}S1,G1,José,Ruiz 1,g1@example.org,,Mother\nS2,G1,José,Ruiz 1,g1@example.org,,Mother\n${Array.from({ length: 8 }, (_, i) => `S${i + 3},G${Math.ceil((i + 3) / 2)},Ana,Ruiz ${Math.ceil((i + 3) / 2)},g${Math.ceil((i + 3) / 2)}@example.org,,Mother\n`).join('')}`,
        'latin1',
      ),
    );
    await system.withWorkers(() => syncToEnd(system));
    const [guardian] = await query<{ first_name: string }>(
      system.db,
      `select first_name from guardian where sis_id = 'G1'`,
    );
    assert.equal(guardian?.first_name, 'José');
    const { run_id } = await lastRun(system);
    const [run] = await query<{ file: { encoding: { encoding: string; sentence: string } } }>(
      system.db,
      'select file from run where run_id = :run_id',
      { run_id },
    );
    assert.equal(run?.file.encoding.encoding, 'windows-1252');
    assert.match(run?.file.encoding.sentence ?? '', /E9/);
  });

  it('drops its staging tables at the end', async () => {
    const tables = await query(system.db, `select from pg_tables where schemaname = 'staging'`);
    assert.equal(tables.length, 0);
  });
});
