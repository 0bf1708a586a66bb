import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { type CleverDistrict, referenceDistrict } from '../../fakes/clever/district.js';
import { contextFor, readAll, settingsFor } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { createTestDatabase } from '../../support/database.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { referenceFile } from '../../support/reference.js';
import { memoryFile } from '../files.js';
import { TestScope } from '../scope.js';
import { syncFrom } from './night.js';

const district = referenceDistrict();
const zip = referenceFile('derived-demo-district', 'oneroster-csv-1.1-bulk.zip');

(district && zip ? describe : describe.skip)(
  "the district of Clever's own mock bodies (skipped without REFERENCE_DIR)",
  function () {
    this.timeout(60_000);
    let db: Knex;
    let drop: () => Promise<void>;
    let fake: FakeClever;

    before(async () => {
      ({ db, drop } = await createTestDatabase());
      fake = await FakeClever.start(district as CleverDistrict);
    });
    after(async () => {
      await fake.stop();
      await drop();
    });

    const scopeWith = async (slug: string) => {
      const scope = await TestScope.district(db, slug);
      scope.settings = settingsFor(fake, { studentIdField: 'STUDENT NUMBER' });
      return scope;
    };

    it('gives the same export as its OneRoster files, and going over to them changes nobody', async () => {
      const scope = await scopeWith('clever');
      const first = await syncFrom(scope, (await readAll(contextFor(fake))).source);
      const created = Object.entries(first.counts).map(([kind, counts]) => [kind, counts.created, counts.skipped]);
      assert.deepEqual(created, [
        ['schools', 5, 0],
        ['terms', 5, 0],
        ['classrooms', 378, 0],
        ['students', 1004, 0],
        ['staff', 92, 0],
        ['enrollments', 9406, 0],
      ]);
      const mine = await stableExport({ db, scope: 'clever' });

      const files = await scopeWith('files');
      await files.sync([memoryFile('Demo export.zip', readFileSync(zip as string))]);
      const others = await stableExport({ db, scope: 'files' });
      // Of terms Clever knows neither the school year nor what they are parts of.
      const withoutTerms = (text: string) => text.replace(/== terms.csv[^=]*/, '');
      assert.equal(firstDifference(withoutTerms(mine), withoutTerms(others)), null);

      const over = await scope.sync([memoryFile('Demo export.zip', readFileSync(zip as string))]);
      assert.deepEqual(
        over.changes.filter(({ entity }) => entity !== 'term'),
        [],
      );
    });

    it('changes nothing when it is synced again', async () => {
      const scope = await scopeWith('again');
      const { source } = await readAll(contextFor(fake));
      const first = await syncFrom(scope, source);
      const second = await syncFrom(scope, (await readAll(contextFor(fake))).source);
      for (const counts of Object.values(second.counts)) assert.equal(counts.unchanged, counts.read);
      assert.deepEqual(second.changes, []);
      assert.deepEqual(second.findings, first.findings);
      assert.deepEqual(
        first.findings.map(({ code }) => code),
        ['roster-email-invalid', 'roster-email-invalid'],
      );
    });
  },
);
