import assert from 'node:assert/strict';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { demoDistrict } from '../../fakes/clever/district.js';
import { contextFor, readAll, settingsFor } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { createTestDatabase } from '../../support/database.js';
import { stableExport } from '../../support/export.js';
import { memoryFile } from '../files.js';
import { TestScope } from '../scope.js';
import { syncFrom } from './night.js';

/** What Clever can't know, by table: docs/clever.md. */
const unknown: Record<string, readonly string[]> = {
  schools: [],
  students: ['other_ids'],
  staff: [],
  classrooms: ['subjects', 'location', 'term_source_ids'],
  enrollments: ['source_id', 'begin_date', 'end_date'],
};

describe("the demo's district from Clever", function () {
  this.timeout(60_000);
  let db: Knex;
  let drop: () => Promise<void>;
  let fake: FakeClever;
  const demo = generateDistrict({ seed: 3 });

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    fake = await FakeClever.start(demoDistrict(demo));
  });
  after(async () => {
    await fake.stop();
    await drop();
  });

  it('gives the same export as from files, but for what Clever cannot know', async () => {
    const [mine, files] = [await TestScope.district(db, 'mine'), await TestScope.district(db, 'files')];
    mine.settings = settingsFor(fake);
    await syncFrom(mine, (await readAll(contextFor(fake))).source);
    await files.sync([...oneRosterFiles(demo)].map(([name, text]) => memoryFile(name, text)));
    const [left, right] = [await stableExport({ db, scope: 'mine' }), await stableExport({ db, scope: 'files' })];
    for (const [table, columns] of Object.entries(unknown)) {
      const rows = recordsOf(left, table, columns);
      assert.deepEqual(rows, recordsOf(right, table, columns), table);
      assert.ok(rows.length >= 5, table);
      for (const column of columns)
        assert.notDeepEqual(recordsOf(left, table, columns, column), recordsOf(right, table, columns, column), column);
    }
  });
});

/** A table's rows without some columns, in order; with one of them all the same. */
function recordsOf(text: string, table: string, without: readonly string[], but = ''): string[] {
  const [, rest = ''] = text.split(`== ${table}.csv\n`);
  const rows = parse(rest.split('\n== ')[0]!, { columns: true }) as Record<string, string>[];
  const kept = ([name]: [string, string]) => name === but || !without.includes(name);
  return rows.map((row) => JSON.stringify(Object.entries(row).filter(kept))).sort();
}
