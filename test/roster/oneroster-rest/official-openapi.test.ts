import assert from 'node:assert/strict';
import { oneRosterRest } from '../../../src/roster/oneroster/rest/source.js';
import {
  collections,
  generatedDistrict,
  type OneRosterDistrict,
  referenceDistrict,
} from '../../fakes/oneroster/district.js';
import { contextFor } from '../../fakes/oneroster/reading.js';
import { FakeOneRoster, paths } from '../../fakes/oneroster/server.js';
import { pagesOf, recordsOf } from '../../fakes/reading.js';
import { type PrismProxy, prism, startPrism } from '../../support/prism.js';
import { referenceFile } from '../../support/reference.js';

const openApiFiles = {
  '1.1': referenceFile('oneroster-1.1-openapi', 'oneroster-1.1-openapi3.cleaned.json'),
  '1.2': referenceFile('oneroster-1.2-openapi', 'onerosterv1p2rostersservice_openapi3_v1p0.json'),
} as const;

for (const [version, file] of Object.entries(openApiFiles) as ['1.1' | '1.2', string | undefined][]) {
  (file && prism ? describe : describe.skip)(
    `the official OpenAPI file of OneRoster ${version}, by Prism (skipped without REFERENCE_DIR and PRISM)`,
    function () {
      this.timeout(120_000);
      let fake: FakeOneRoster;
      let proxy: PrismProxy;

      before(async () => {
        fake = await FakeOneRoster.start(generatedDistrict(version));
        fake.auth = 'oauth2';
        // The file of 1.1 has values, servers have texts.
        if (version === '1.1') fake.booleans = 'values';
        fake.clamp = 400;
        proxy = await startPrism(file as string, `${fake.origin}${paths[version]}`);
      });
      after(async () => {
        await proxy.stop();
        await fake.stop();
      });

      /** Prism knows the calls without the base path. */
      const throughPrism: typeof fetch = (input, init) => {
        const url = String(input);
        return fetch(url.replace(`${fake.origin}${paths[version]}`, proxy.origin), init);
      };
      const readAll = async (since: string | null) => {
        const api = await oneRosterRest.connect(contextFor(fake, { fetch: throughPrism, since }));
        for (const collection of collections) {
          const pages = await pagesOf(api, collection);
          assert.equal(pages.at(-1)?.incomplete, undefined);
          assert.equal(recordsOf(pages).length, fake.district[collection].length);
        }
      };

      const districts: Record<string, () => OneRosterDistrict> = {
        'the generated district': () => generatedDistrict(version),
        'the derived demo district': () => referenceDistrict(version) as OneRosterDistrict,
      };
      for (const [name, district] of Object.entries(districts)) {
        it(`has no objection to our requests and the fake's answers: ${name}`, async () => {
          fake.district = district();
          fake.asked.length = 0;
          await readAll(null);
          await readAll('2020-01-01T00:00:00.000Z');
          assert.ok(fake.asked.length > 50);
        });
      }

      it('has one to an answer that does not fit', async () => {
        fake.district = generatedDistrict(version);
        const [school] = fake.district.orgs;
        Object.assign(school!, { type: 'kindergarten of sorts' });
        await assert.rejects(readAll(null), { code: 'RosterServerFailed' });
      });
    },
  );
}
