import assert from 'node:assert/strict';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { demoDistrict, referenceDistrict } from '../../fakes/clever/district.js';
import { contextFor, readAll, settingsFor } from '../../fakes/clever/reading.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { type PrismProxy, prism, startPrism } from '../../support/prism.js';
import { referenceFile } from '../../support/reference.js';

for (const version of ['3.0', '3.1']) {
  const file = referenceFile('clever', `v${version}.yml`);
  (file && prism ? describe : describe.skip)(
    `the official file of Clever ${version}, by Prism (skipped without REFERENCE_DIR and PRISM)`,
    function () {
      this.timeout(120_000);
      let fake: FakeClever;
      let proxy: PrismProxy;

      before(async () => {
        fake = await FakeClever.start(demoDistrict(generateDistrict({ seed: 7 })));
        fake.clamp = 300;
        proxy = await startPrism(file as string, `${fake.origin}/v${version}`);
      });
      after(async () => {
        await proxy.stop();
        await fake.stop();
      });

      const read = () => {
        const base = `${fake.origin}/v${version}`;
        const settings = settingsFor(fake, { baseUrl: base, manageGuardians: true });
        // Prism knows the calls without the base path; tokens are not in the file.
        const throughPrism: typeof fetch = (input, init) => fetch(String(input).replace(base, proxy.origin), init);
        return readAll(contextFor(fake, { settings, fetch: throughPrism }));
      };

      for (const [name, district] of Object.entries({
        "the demo's district": () => demoDistrict(generateDistrict({ seed: 7 })),
        "Clever's mock bodies": () => referenceDistrict()!,
      })) {
        it(`has no objection to our requests and the fake's answers: ${name}`, async () => {
          fake.district = district();
          fake.asked.length = 0;
          const { records } = await read();
          assert.ok(records.get('students')!.length >= 1000 && records.get('contacts')!.length > 1000);
          assert.ok(fake.asked.length > 15);
        });
      }

      it('has one to an answer that does not fit', async () => {
        fake.district = demoDistrict(generateDistrict({ seed: 7 }));
        fake.district.sections[0]!.subject = 'alchemy';
        await assert.rejects(read(), { code: 'RosterServerFailed' });
      });
    },
  );
}
