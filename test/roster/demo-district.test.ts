import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { createTestDatabase } from '../support/database.js';
import { memoryFile } from './files.js';
import { TestScope } from './scope.js';

const reference = path.resolve(process.env.REFERENCE_DIR ?? path.join('..', 'shared', 'reference'));
const zip = path.join(reference, 'derived-demo-district', 'oneroster-csv-1.1-bulk.zip');

describe('the derived demo district, OneRoster CSV 1.1', () => {
  it('syncs as its files have it, and a second sync changes nothing', async function () {
    if (!existsSync(zip)) {
      console.log('      skipped: no derived-demo-district in REFERENCE_DIR');
      this.skip();
    }
    this.timeout(60_000);
    const { db, drop } = await createTestDatabase();
    try {
      const scope = await TestScope.district(db, 'demo');
      const files = [memoryFile('Demo export.zip', readFileSync(zip))];
      const first = await scope.sync(files);
      const created = Object.entries(first.counts).map(([kind, counts]) => [kind, counts.created, counts.skipped]);
      assert.deepEqual(created, [
        ['schools', 5, 0],
        ['terms', 6, 0],
        ['classrooms', 378, 0],
        ['students', 1004, 0],
        ['staff', 92, 0],
        ['enrollments', 9406, 0],
      ]);
      const titles = await scope.rows(
        'select title, count(*) from staff where district_id = :districtId group by 1 order by 1',
      );
      assert.deepEqual(titles, [
        { title: 'administrator', count: 3 },
        { title: 'teacher', count: 89 },
      ]);
      const second = await scope.sync(files);
      for (const counts of Object.values(second.counts)) assert.equal(counts.unchanged, counts.read);
      assert.deepEqual(second.changes, []);
      const later = await scope.rows(
        `select from student where district_id = :districtId and source_run = :runId
         union all select from enrollment where district_id = :districtId and source_run = :runId`,
        { runId: second.runId },
      );
      assert.deepEqual(later, []);
    } finally {
      await drop();
    }
  });
});
