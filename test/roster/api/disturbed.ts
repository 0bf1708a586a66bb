import assert from 'node:assert/strict';
import { aNightLater, smallDistrict } from '../../fakes/small-district.js';
import { firstDifference } from '../../support/export.js';
import type { TestScope } from '../scope.js';
import { Nights, type Outcome, type Service } from './nights.js';

/** What a service does wrong, from its beginning until the service is calm again. */
export interface Fault {
  begin(): void;
  comesTo: Outcome;
}

const tables = ['term', 'classroom', 'student', 'staff', 'enrollment'];

/**
 * Each fault in a first sync, and in one after a change of the roster. Whatever the disturbed night comes to, it archives
 * nobody who isn't gone, a failed one changes nothing, and in the end the export is that of an undisturbed district.
 */
export function testFaults(
  title: string,
  start: () => Promise<Service>,
  faults: Readonly<Record<string, Fault>>,
): void {
  describe(title, function () {
    this.timeout(60_000);
    const before = smallDistrict();
    const after = aNightLater(before);
    let nights: Nights;
    let right: { before: string; after: string };
    /** Ids that are there once the roster has changed. */
    let rightIds: Set<string>;

    this.beforeAll(async () => {
      nights = await Nights.start(await start());
      const scope = await nights.scope('undisturbed');
      await nights.sync(scope, before);
      const first = await nights.exported(scope);
      await nights.sync(scope, after);
      right = { before: first, after: await nights.exported(scope) };
      rightIds = new Set(await activeIds(scope));
      assert.notEqual(firstDifference(right.before, right.after), null);
    });
    this.afterAll(() => nights.stop());
    this.afterEach(() => nights.service.calm());

    for (const [n, [name, { begin, comesTo }]] of Object.entries(faults).entries()) {
      it(`${name}: ${comesTo}`, async () => {
        const scope = await nights.scope(`disturbed-${n}`);
        const is = async (expected: string, what: string) =>
          assert.equal(firstDifference(await nights.exported(scope), expected), null, what);
        const nothing = await nights.exported(scope);
        const isFailure = comesTo !== 'applied' && comesTo !== 'incomplete';

        assert.equal(await nights.sync(scope, before, begin), comesTo, 'the first sync');
        if (isFailure) await is(nothing, 'a failed first sync changes nothing');
        if (comesTo !== 'applied') assert.equal(await nights.sync(scope, before), 'applied');
        await is(right.before, 'after the first sync');

        const there = await activeIds(scope);
        assert.equal(await nights.sync(scope, after, begin), comesTo, 'a sync after a change');
        const still = new Set(await activeIds(scope));
        assert.deepEqual(
          there.filter((id) => rightIds.has(id) && !still.has(id)),
          [],
          'archived wrongly',
        );
        if (isFailure) {
          await is(right.before, 'a failed sync changes nothing');
          // The step is tried again: it goes on where the disturbed attempt ended.
          assert.equal(await nights.sync(scope, after, begin, 2), 'applied');
        } else if (comesTo === 'incomplete') assert.equal(await nights.sync(scope, after), 'applied');
        await is(right.after, 'after the change');
      });
    }
  });
}

async function activeIds(scope: TestScope): Promise<string[]> {
  const ids = await Promise.all(tables.map(async (table) => (await scope.active(table)).split(' ')));
  return ids.flatMap((of, n) => of.map((id) => `${tables[n]} ${id}`));
}
