import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Knex } from 'knex';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { oneRosterFiles } from '../../../src/demo/generator/oneroster-files.js';
import { type ClassLinkAndDistrict, classLinkBefore } from '../../fakes/classlink/before.js';
import { contextFor, readAll, settingsFor } from '../../fakes/classlink/reading.js';
import { generatedDistrict, type OneRosterDistrict, referenceDistrict } from '../../fakes/oneroster/district.js';
import { createTestDatabase } from '../../support/database.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { referenceFile } from '../../support/reference.js';
import { syncFrom } from '../clever/night.js';
import { memoryFile } from '../files.js';
import { TestScope } from '../scope.js';

type Files = ReturnType<typeof memoryFile>[];

const zip = referenceFile('derived-demo-district', 'oneroster-csv-1.1-bulk.zip');
const derived = zip ? referenceDistrict('1.1') : undefined;
const demoFiles = () =>
  [...oneRosterFiles(generateDistrict({ seed: 1 }))].map(([name, text]) => memoryFile(name, Buffer.from(text)));

const districts: [string, OneRosterDistrict | undefined, () => Files][] = [
  ["the demo's district", generatedDistrict('1.1'), demoFiles],
  [
    'the derived district (skipped without REFERENCE_DIR)',
    derived,
    () => [memoryFile('Demo export.zip', readFileSync(zip as string))],
  ],
];

for (const [name, district, files] of districts) {
  (district ? describe : describe.skip)(`${name} from ClassLink`, function () {
    this.timeout(120_000);
    let db: Knex;
    let drop: () => Promise<void>;
    let fakes: ClassLinkAndDistrict;
    let exported: string;

    before(async () => {
      ({ db, drop } = await createTestDatabase());
      fakes = await classLinkBefore(district as OneRosterDistrict);
      const scope = await TestScope.district(db, 'files');
      await scope.sync(files());
      exported = await stableExport({ db, scope: 'files' });
    });
    after(async () => {
      await fakes.stop();
      await drop();
    });

    for (const access of ['proxy', 'direct'] as const) {
      it(`by its ${access} way is as in its files; a second sync and going over to the files change nothing`, async () => {
        const scope = await TestScope.district(db, access);
        scope.settings = settingsFor(fakes.classLink, { access });
        const before = fakes.classLink.asked.length;
        const read = () => readAll(contextFor(fakes.classLink, { access }));
        await syncFrom(scope, (await read()).source);
        assert.equal(firstDifference(await stableExport({ db, scope: access }), exported), null);

        const second = await syncFrom(scope, (await read()).source);
        assert.deepEqual(second.changes, []);
        for (const counts of Object.values(second.counts)) assert.equal(counts.unchanged, counts.read);
        assert.deepEqual((await scope.sync(files())).changes, []);

        const throughProxy = fakes.classLink.asked.slice(before).filter((path) => path.includes('/ims/oneroster/'));
        assert.equal(throughProxy.length > 0, access === 'proxy');
        if (access === 'proxy')
          assert.deepEqual(new Set(throughProxy.map((path) => path.split('/')[1])), new Set(['Q2xhc3NMaW5r%2Bc%3D']));
      });
    }

    it('names the guardians that its records have (the demo has none) by both ways', async () => {
      const [proxied, direct] = await Promise.all([families('proxy'), families('direct')]);
      assert.deepEqual(proxied, direct);
      const expected = (district as OneRosterDistrict).users.filter(({ role }) => role === 'guardian');
      assert.equal(proxied.filter(({ guardian }) => guardian !== null).length, expected.length);
    });

    async function families(access: 'proxy' | 'direct') {
      const { source } = await readAll(contextFor(fakes.classLink, { access }));
      const rows = [];
      for await (const batch of source.guardians?.() ?? []) rows.push(...batch.rows);
      return rows;
    }
  });
}
