import assert from 'node:assert/strict';
import { generateDistrict } from '../../../src/demo/generator/index.js';
import { demoDistrict } from '../../fakes/clever/district.js';
import { lasting, passing } from '../../fakes/clever/quirks.js';
import { FakeClever } from '../../fakes/clever/server.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { syncToEnd } from '../../support/runs.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';
import { withClever } from './clever-system.js';

const demo = generateDistrict({ seed: 7 });

describe('a whole district from a Clever that misbehaves', function () {
  this.timeout(300_000);
  let base: TestSystem;

  before(async () => {
    base = await createTestSystem();
  });
  after(() => base.stop());

  async function district(name: string, quirk: (typeof passing)[string] | null) {
    const fake = await FakeClever.start(demoDistrict(demo));
    fake.clamp = 100;
    fake.misbehave(quirk);
    return { name, fake, system: await withClever(base, slugOf(name), fake, demo) };
  }

  it('comes to the same with everything that a server can do wrong', async () => {
    const quirks = Object.entries({ ...passing, ...lasting });
    const undisturbed = await district('undisturbed', null);
    const disturbed = await Promise.all(quirks.map(([name, quirk]) => district(name, quirk)));
    const all = [undisturbed, ...disturbed];
    try {
      await base.withWorkers(() => Promise.all(all.map(({ system }) => syncToEnd(system))));
      const right = await stableExport(undisturbed.system);
      for (const { name, system } of disturbed)
        assert.equal(firstDifference(await stableExport(system), right), null, name);
    } finally {
      await Promise.all(all.map(({ fake }) => fake.stop()));
    }
  });
});

const slugOf = (name: string) => name.replaceAll(/[^a-z0-9]+/gi, '-').toLowerCase();
