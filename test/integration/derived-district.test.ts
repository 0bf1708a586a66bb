import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { query } from '../../src/db/sql-files.js';
import { directoryCounts } from '../../src/demo/counts.js';
import { findScope } from '../../src/settings/scopes.js';
import { firstDifference, stableExport } from '../support/export.js';
import { referenceFile } from '../support/reference.js';
import { runsOf, syncToEnd } from '../support/runs.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const zip = referenceFile('derived-demo-district', 'oneroster-csv-1.1-bulk.zip');
const zip12 = referenceFile('derived-demo-district', 'oneroster-csv-1.2-bulk.zip');

(zip && zip12 ? describe : describe.skip)(
  'the derived demo district, as a ZIP over SFTP (skipped without REFERENCE_DIR)',
  function () {
    this.timeout(120_000);
    let system: TestSystem;

    before(async () => {
      system = await createTestSystem();
      await system.set({ 'guardians.enabled': 'false' });
      await system.putFile('export of tonight.ZIP', await readFile(zip as string));
    });
    after(() => system.stop());

    it('is in the directory as in its files, and a second sync changes nothing', async () => {
      const results = await system.withWorkers(async () => [await syncToEnd(system), await syncToEnd(system)]);
      assert.equal(
        results.every(({ status }) => status.startsWith('done')),
        true,
      );
      const { districtId } = await findScope(system.db, system.scope);
      const { schools, students, staff, classrooms, enrollments } = await directoryCounts(system.db, districtId);
      assert.deepEqual(
        { schools, students, staff, classrooms, enrollments },
        { schools: 5, students: 1004, staff: 92, classrooms: 378, enrollments: 9406 },
      );
      const [teachers] = await query<{ count: number }>(
        system.db,
        `select count(*) from staff where title = 'teacher'`,
      );
      assert.equal(teachers?.count, 89);

      const second = (await runsOf(system))[1]?.run_id;
      for (const table of ['school', 'term', 'student', 'staff', 'classroom', 'enrollment']) {
        assert.equal(
          (await query(system.db, `select from ${table} where source_run = :second`, { second })).length,
          0,
          table,
        );
      }
      assert.equal((await query(system.db, `select from change where run_id = :second`, { second })).length, 0);
      assert.equal((await query(system.db, `select from account where changed_run = :second`, { second })).length, 0);
    });

    it('is the same as OneRoster 1.2, and going over to that changes nothing', async () => {
      const before = await stableExport(system);
      await system.removeFile('export of tonight.ZIP');
      await system.putFile('export of tonight.ZIP', await readFile(zip12 as string));
      const { runId } = await system.withWorkers(() => syncToEnd(system));
      assert.equal(firstDifference(await stableExport(system), before), null);
      assert.equal((await query(system.db, `select from change where run_id = :runId`, { runId })).length, 0);
      assert.equal((await query(system.db, `select from student where source_run = :runId`, { runId })).length, 0);
    });
  },
);
