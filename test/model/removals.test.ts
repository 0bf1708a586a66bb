/** Thresholds over several nights, against a model: `PROPERTY_RUNS=500` for more histories; fast-check prints the seed. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { csv, useDistricts } from '../guardians/harness.js';
import { draws, timeFor } from '../support/draws.js';
import { Removals } from './removals.js';

const numRuns = draws(8);

/** Exactly at the limits too: shares that 20, 25 and 50 % of the links divide evenly; and scopes so small that two are many. */
const links = fc.constantFrom(4, 8, 20, 24, 40);
const night = fc.record({
  /** How many links from which on are not in the file. */
  from: fc.nat(39),
  absent: fc.oneof(fc.constantFrom(0, 1, 2, 4, 5, 6, 8, 9, 10, 11), fc.nat(20)),
  /** Links that are in the file all the same. */
  again: fc.array(fc.nat(39), { maxLength: 3 }),
  answer: fc.constantFrom(null, null, 'archive' as const, 'keep' as const),
});
const history = fc.record({
  links,
  /** How many links each guardian has. */
  children: fc.constantFrom(1, 2),
  guardianLinks: fc.constantFrom(0, 20, 25, 50, 100),
  guardians: fc.constantFrom(0, 20, 25, 50, 100),
  nights: fc.array(night, { minLength: 2, maxLength: 4 }),
});

describe('removals in the model and in the database', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  it('are archived, asked about and kept in the same way', async () => {
    await fc.assert(
      fc.asyncProperty(history, async ({ links, children, guardianLinks, guardians, nights }) => {
        const d = await district({ bare: true });
        Object.assign(d.settings.thresholdPercent, { guardianLinks, guardians });
        const guardian = (link: number) => Math.floor(link / children);
        const all = Array.from({ length: links }, (_, link) => link);
        await d.students(...all.map((link) => `S${link}`));
        const model = new Removals(guardian);
        const everything = { from: 0, absent: 0, again: [], answer: null };
        for (const { from, absent, again, answer } of [everything, ...nights]) {
          const isNamed = (link: number) => again.includes(link) || (link - from + links) % links >= absent;
          const named = new Set(all.filter((link) => link === 0 || isNamed(link)));
          model.night(named, { guardianLinks, guardians });
          const given = model.asked.length > 0 ? answer : null;
          if (given) model.answer(given);
          const rows = [...named].map((link) => ({
            studentSisId: `S${link}`,
            guardianSisId: `G${guardian(link)}`,
            firstName: 'Mia',
            lastName: `Lopez ${guardian(link)}`,
            email: `mia${guardian(link)}@x.org`,
          }));
          const result = await d.sync(csv(rows), given ? { answers: [['removals', given]] } : {});
          const open = (await d.guardians()).flatMap(({ students }) => students);
          assert.deepEqual(open.sort(), [...model.open].map((link) => `S${link}`).sort());
          const keep = model.withheld.size - model.asked.length;
          assert.deepEqual(await d.withheld(), { open: model.asked.length, keep });
          assert.equal(result.status === 'threshold', model.asked.length > 0);
        }
      }),
      { numRuns },
    );
  });
});
