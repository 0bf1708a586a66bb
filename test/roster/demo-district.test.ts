import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { createTestDatabase } from '../support/database.js';
import { firstDifference, stableExport } from '../support/export.js';
import { referenceFile } from '../support/reference.js';
import { memoryFile } from './files.js';
import { TestScope } from './scope.js';

const zips = ['1.1', '1.2'].map((version) =>
  referenceFile('derived-demo-district', `oneroster-csv-${version}-bulk.zip`),
) as [string, string];

(zips[0] && zips[1] ? describe : describe.skip)(
  'the derived demo district (skipped without REFERENCE_DIR)',
  function () {
    this.timeout(60_000);
    let db: Knex;
    let drop: () => Promise<void>;
    const exports: string[] = [];
    const files = (zip: string) => [memoryFile('Demo export.zip', readFileSync(zip))];

    before(async () => {
      ({ db, drop } = await createTestDatabase());
    });
    after(() => drop());

    for (const [index, version] of ['1.1', '1.2'].entries()) {
      it(`as OneRoster CSV ${version} syncs as its files have it, and a sync from the other version changes nothing`, async () => {
        const scope = await TestScope.district(db, `demo-${index}`);
        const first = await scope.sync(files(zips[index]!));
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
        exports.push(await stableExport({ db, scope: `demo-${index}` }));

        const second = await scope.sync(files(zips[1 - index]!));
        for (const counts of Object.values(second.counts)) assert.equal(counts.unchanged, counts.read);
        assert.deepEqual(second.changes, []);
        // Two email addresses of the district are none.
        assert.deepEqual(second.findings, first.findings);
        assert.equal(first.findings.length, 2);
        const later = await scope.rows(
          `select from student where district_id = :districtId and source_run = :runId
         union all select from staff where district_id = :districtId and source_run = :runId
         union all select from enrollment where district_id = :districtId and source_run = :runId`,
          { runId: second.runId },
        );
        assert.equal(later.length, 0);
      });
    }

    it('gives the same export from both versions', () => {
      assert.equal(exports.length, 2);
      assert.equal(firstDifference(exports[0]!, exports[1]!), null);
      assert.ok(exports[0]!.length > 500_000);
    });
  },
);
