import assert from 'node:assert/strict';
import { shapeOf } from '../../src/guardians/match-rate.js';
import { csv, otherRow, type Row, useDistricts } from './harness.js';

/** The cases of docs/guardian-rules.md 6, in which a person looks at the file before anything is applied. */
describe('cases: hold', () => {
  const district = useDistricts();
  const others = (count: number, change: (row: Row, i: number) => Row = (row) => row) =>
    csv(Array.from({ length: count }, (_, i) => change(otherRow(i + 1), i + 1)));
  const household = (people: number) => {
    const families = Array.from({ length: people }, (_, i) => {
      const family = { ...otherRow(i + 1), guardianSisId: `H${i}` };
      return [family, { ...family, firstName: 'Jorge' }];
    }).flat();
    return csv([...families, ...Array.from({ length: 1000 - people }, (_, i) => otherRow(people + i + 1))]);
  };

  it('case 35: one id on the rows of both parents in every family is held, as of households', async () => {
    const d = await district();
    const versions = await d.versions();
    const night = await d.sync(household(20));
    assert.deepEqual([night.status, night.questions.hold], ['held', [{ part: 'guardians', code: 'household-ids' }]]);
    assert.match(night.held[0]!.message, /^20 of 1000 IDs .*map the column away/);
    assert.equal(await d.versions(), versions);
    const few = await district();
    assert.deepEqual((await few.sync(household(9))).held, [], 'fewer than 10 are no households');
    const share = await district({ bare: true });
    await share.addOthers(1000);
    assert.deepEqual((await share.sync(household(10))).held, [], 'exactly 1 % is not more');
  });

  it('people 04: a few families of a small school are held too, by the phone that both parents have or by none', async () => {
    const hall = (family: number, phone: string): Row[] =>
      ['Maria', 'Jorge'].map((firstName) => ({
        ...{ studentSisId: `S${family}`, guardianSisId: `FAM${family}`, firstName, lastName: `Hall ${family}` },
        ...{
          email: phone === '' ? `${firstName}${family}@example.org` : `hall${family}@example.org`,
          mobilePhone: phone,
        },
      }));
    const school = async (households: number, others: number, phone = '+12025550101') => {
      const d = await district({ bare: true });
      await d.addOthers(others);
      const families = Array.from({ length: households }, (_, i) => i + 1);
      await d.students(...families.map((i) => `S${i}`));
      const night = await d.sync(
        csv([...families.flatMap((i) => hall(i, phone)), ...Array.from({ length: others }, (_, i) => otherRow(i + 1))]),
      );
      return { d, night, held: night.held.map(({ code }) => code) };
    };
    for (const phone of ['+12025550101', '']) {
      const { d, held } = await school(8, 0, phone);
      assert.deepEqual([held, await d.guardians()], [['household-ids'], []]);
    }
    assert.deepEqual((await school(2, 6)).held, ['household-ids'], 'a quarter');
    const few = await school(2, 40);
    assert.deepEqual([few.held, few.night.counts.rows.error], [[], 4], 'two families of a district of 42');
    assert.deepEqual((await few.d.guardians()).length, 0, 'never one guardian of two people');
    assert.deepEqual((await school(1, 30)).held, [], 'one is none');
  });

  it('refuses a file whose shared ids are more than 20 % of the rows, but too few to be of households', async () => {
    const d = await district({ bare: true });
    await d.addOthers(7);
    const shared = ['Maria', 'Jorge', 'Ana', 'Leo'].map((firstName) => ({
      ...otherRow(1),
      guardianSisId: 'FAM',
      firstName,
    }));
    await assert.rejects(d.sync(csv([...shared, ...Array.from({ length: 6 }, (_, i) => otherRow(i + 2))])), {
      code: 'TooManyRowsInError',
    });
    assert.equal(await d.othersOpen(), 7);
  });

  it("case 43: a first file whose ids are another id field's is held, and the field named with its rate", async () => {
    const d = await district({ bare: true });
    await d.students(...Array.from({ length: 30 }, (_, i) => `${1000 + i}`));
    const rows = Array.from({ length: 30 }, (_, i) => ({
      ...otherRow(i),
      studentSisId: i < 27 ? `N${1000 + i}` : `X-00${i}`,
    }));
    const night = await d.sync(csv(rows));
    assert.deepEqual([night.status, night.changes, await d.guardians()], ['held', [], []]);
    const [{ code, figure, message } = assert.fail('nothing held')] = night.held;
    assert.deepEqual([code, figure], ['match-rate', 100]);
    assert.match(message, /Only 0 of the file's 30 students \(0%\).*STUDENT NUMBER would give 90%/);
    assert.match(message, /look like A9999, A9999, A9999, in the roster like 9999, 9999, 9999/);
    assert.deepEqual(
      night.findings.map((finding) => finding.code),
      ['columns-absent', 'held-match-rate'],
    );
  });

  it('names ids whose leading zeros a spreadsheet ate', async () => {
    const d = await district({ bare: true });
    await d.students(...Array.from({ length: 20 }, (_, i) => `00${1000 + i}`));
    const night = await d.sync(
      csv(Array.from({ length: 20 }, (_, i) => ({ ...otherRow(i), studentSisId: `${1000 + i}` }))),
    );
    assert.match(night.held[0]!.message, /the IDs without their leading zeros would give 100%/);
    assert.match(night.held[0]!.message, /in the roster like 009999/);
  });

  it('shows an id by its shape alone', () => {
    assert.deepEqual(['00-1234', 'ab12C', 'é 7/@', '0'.repeat(30)].map(shapeOf), [
      '00-9999',
      'aa99A',
      'a 9/?',
      '0'.repeat(20),
    ]);
  });

  it('case 54: 40 % of the students known: applied by an admin, and not asked again', async () => {
    const d = await district({ bare: true });
    await d.addOthers(40);
    const file = (known: number) =>
      others(100, (row, i) => (i <= known ? row : { ...row, studentSisId: `stranger ${i}` }));
    const night = await d.sync(file(40), { answers: [['hold', 'apply']] });
    assert.deepEqual(
      [night.held, night.counts.rows.skipped, night.counts.students],
      [[], 60, { named: 100, known: 40 }],
    );
    assert.notEqual(night.status, 'held');
    assert.deepEqual((await d.sync(file(40))).held, []);
    assert.equal((await d.sync(file(39))).held.length, 1, 'worse than then');
    const exact = await district({ bare: true });
    await exact.addOthers(50);
    assert.deepEqual((await exact.sync(file(50))).held, [], 'exactly 50 % is not under 50 %');
  });

  it('holds a file that would give most guardians another contact in place', async () => {
    const d = await district({ bare: true });
    await d.addOthers(30);
    const file = (changed: number) =>
      others(30, (row, i) => (i <= changed ? { ...row, email: `moved${i}@x.org` } : row));
    const versions = await d.versions();
    const night = await d.sync(file(16));
    assert.deepEqual(
      night.held.map(({ code, figure }) => [code, figure]),
      [['contacts-changed', 53.33]],
    );
    assert.equal(await d.versions(), versions);
    assert.equal((await d.sync(file(15))).counts.guardians.updated, 15, 'exactly half');
    const few = await district({ bare: true });
    await few.addOthers(9);
    assert.deepEqual((await few.sync(others(9, (row) => ({ ...row, email: `m${row.email}` })))).held, []);
    const applied = await d.sync(file(30), { answers: [['hold', 'apply']] });
    assert.deepEqual([applied.held, applied.counts.guardians.updated], [[], 15]);
    assert.deepEqual((await d.sync(file(30))).held, []);
  });

  it('a discarded file is not applied, nor asked for its reason alone the next night', async () => {
    const d = await district();
    const night = await d.sync(household(20), { answers: [['hold', 'discard']] });
    assert.deepEqual([night.status, night.questions.hold], ['held', []]);
    assert.equal(await d.othersOpen(), 1000);
    const again = await d.sync(household(20));
    assert.deepEqual(
      again.held.map(({ code }) => code),
      ['file-discarded', 'household-ids'],
    );
    assert.match(again.held[0]!.message, new RegExp(`Ada Admin discarded this same file in run ${night.runId}`));
    const forced = await d.sync(household(20), { answers: [['hold', 'apply']] });
    assert.deepEqual(forced.held, []);
    assert.deepEqual((await d.sync(household(20))).held, []);
  });
});
