import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type ClassLinkAndDistrict, classLinkBefore } from '../../fakes/classlink/before.js';
import { contextFor, readAll } from '../../fakes/classlink/reading.js';
import {
  collections,
  generatedDistrict,
  type OneRosterDistrict,
  referenceDistrict,
} from '../../fakes/oneroster/district.js';
import { paths } from '../../fakes/oneroster/server.js';
import { type PrismProxy, prism, startPrism } from '../../support/prism.js';
import { referenceFile } from '../../support/reference.js';

// ClassLink has no file of its own. Its proxy and the servers of its districts speak OneRoster 1.1.
const file = referenceFile('oneroster-1.1-openapi', 'oneroster-1.1-openapi3.cleaned.json');

/** Of OneRoster's two ways to show a key the file knows OAuth 2 alone: here it asks for whatever is in the header. */
function forSigned(openApi: string): string {
  const { components, ...rest } = JSON.parse(openApi) as { components: object };
  const header = { type: 'apiKey', in: 'header', name: 'Authorization' };
  return JSON.stringify({
    ...rest,
    components: { ...components, securitySchemes: { signed: header } },
    security: [{ signed: [] }],
  });
}

for (const access of ['proxy', 'direct'] as const) {
  (file && prism ? describe : describe.skip)(
    `the official OpenAPI file of OneRoster 1.1 and ClassLink's ${access} way, by Prism (skipped without REFERENCE_DIR and PRISM)`,
    function () {
      this.timeout(120_000);
      let fakes: ClassLinkAndDistrict;
      let between: PrismProxy;
      let folder: string;
      /** The address before the collections, as the client knows it. */
      let roster: string;

      before(async () => {
        fakes = await classLinkBefore(generatedDistrict('1.1'));
        // The file has values, servers have texts.
        fakes.oneRoster.booleans = 'values';
        fakes.oneRoster.clamp = 400;
        const { tenants, baseUrl } = fakes.classLink;
        const id = tenants.find(({ tenant_id }) => tenant_id === 2)?.oneroster_application_id;
        roster = `${access === 'proxy' ? `${baseUrl}/${id}` : fakes.oneRoster.origin}${paths['1.1']}`;
        folder = mkdtempSync(path.join(tmpdir(), 'dailysync-openapi-'));
        const openApi = path.join(folder, 'oneroster-1.1.json');
        const text = readFileSync(file as string, 'utf8');
        writeFileSync(openApi, access === 'direct' ? forSigned(text) : text);
        between = await startPrism(openApi, roster);
      });
      after(async () => {
        await between.stop();
        await fakes.stop();
        rmSync(folder, { recursive: true });
      });

      /**
       * Prism knows the calls without the base path; ClassLink's own list is in no file. Requests are signed before they are
       * led through it, so the district's server sees what it was signed for.
       */
      const read = async () => {
        const context = contextFor(fakes.classLink, { access });
        const throughPrism: typeof fetch = (input, init) => fetch(String(input).replace(roster, between.origin), init);
        const { received } = await readAll({ ...context, fetch: throughPrism });
        for (const collection of collections) {
          const ids = new Set<unknown>();
          for await (const { records } of received.pages(collection))
            for (const { sourcedId } of records) ids.add(sourcedId);
          assert.equal(ids.size, fakes.oneRoster.district[collection].length, collection);
          assert.equal(received.incomplete(collection), null);
        }
      };

      const districts: Record<string, () => OneRosterDistrict> = {
        'the generated district': () => generatedDistrict('1.1'),
        'the derived demo district': () => referenceDistrict('1.1') as OneRosterDistrict,
      };
      for (const [name, district] of Object.entries(districts)) {
        it(`has no objection to our requests and the fake's answers: ${name}`, async () => {
          fakes.oneRoster.district = district();
          fakes.oneRoster.asked.length = 0;
          await read();
          assert.ok(fakes.oneRoster.asked.length > 15);
        });
      }

      it('has one to an answer that does not fit', async () => {
        fakes.oneRoster.district = generatedDistrict('1.1');
        Object.assign(fakes.oneRoster.district.orgs[0]!, { type: 'kindergarten of sorts' });
        await assert.rejects(read(), { code: 'RosterServerFailed' });
      });
    },
  );
}
