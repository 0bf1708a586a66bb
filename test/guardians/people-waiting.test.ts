import assert from 'node:assert/strict';
import { codes, csv, otherRow, type Row, type SyncResult, type TestDistrict, useDistricts } from './harness.js';

/** What waits with a removal that waits for an answer: docs/guardian-rules.md 5. */
describe('people: waiting links', () => {
  const district = useDistricts();
  const person = (guardianSisId: string, name: string, email: string, mobilePhone: string): Row => {
    const [firstName, lastName] = name.split(' ') as [string, string];
    return { guardianSisId, firstName, lastName, email, mobilePhone };
  };
  const jose = person('G5', 'Jose Ruiz', 'ruiz@example.org', '+12025550101');
  const bob = person('G5', 'Bob Lee', 'ruiz@example.org', '+12025550102');
  const joseAgain = person('G9', 'Jose Ruiz', 'jose@example.org', '+12025550101');
  const five = ['S1', 'S2', 'S3', 'S4', 'S5'];
  const of = (students: string[], values: Row) => students.map((studentSisId) => ({ studentSisId, ...values }));
  const waits = (result: SyncResult) => codes(result).filter((code) => code === 'link-waits').length;
  const open = async (d: TestDistrict) =>
    (await d.guardians()).filter((guardian) => guardian.open).map(({ name, students }) => [name, students]);

  it('people 01, case 64: five rows wait with five links for three nights, and nothing changes after the first', async () => {
    const d = await district({ bare: true });
    await d.students(...five, 'S7');
    await d.sync(csv(of(five, jose)));
    const rows = csv([{ studentSisId: 'S7', ...bob }, ...of(five, joseAgain)]);
    const first = await d.sync(rows);
    assert.deepEqual([first.status, waits(first), first.counts.rows.skipped], ['threshold', 5, 5]);
    const versions = await d.versions();
    const people = await d.guardians();
    assert.deepEqual(
      people.filter(({ students }) => students.length === 0).map(({ sisId, open }) => [sisId, open]),
      [['G9', false]],
    );
    for (const night of [2, 3]) {
      const again = await d.sync(rows);
      assert.deepEqual([again.status, waits(again), again.changes], ['threshold', 5, []], `night ${night}`);
      assert.equal(await d.versions(), versions, `night ${night}`);
    }
    const told = await d.sync(rows, { answers: [['removals', 'keep']] });
    assert.deepEqual([told.status, waits(told)], ['done', 0]);
    const after = await d.guardians();
    assert.deepEqual(
      after.map(({ id }) => id),
      people.map(({ id }) => id),
      'the guardian who waited',
    );
    assert.deepEqual(after.find(({ sisId }) => sisId === 'G9')!.students, five);
  });

  it('people 01: a new guardian waits who has the name that the withheld one gets in the same night', async () => {
    const d = await district({ bare: true });
    await d.students(...five, 'S6', 'S7');
    const smith = person('G5', 'Ana Smith', 'ana@example.org', '+12025550101');
    await d.sync(csv(of([...five, 'S6', 'S7'], smith)));
    const jones = { ...smith, lastName: 'Jones' };
    const other = person('G9', 'Ana Jones', 'jones@example.org', '+12025550109');
    const rows = csv([...of(['S6', 'S7'], jones), ...of(['S1'], other)]);
    for (const night of [1, 2, 3]) {
      const result = await d.sync(rows);
      assert.deepEqual([result.status, waits(result)], ['threshold', 1], `night ${night}`);
      assert.deepEqual(await open(d), [['Ana Jones', [...five, 'S6', 'S7']]]);
    }
    await d.sync(rows, { answers: [['removals', 'archive']] });
    assert.deepEqual(await open(d), [
      ['Ana Jones', ['S6', 'S7']],
      ['Ana Jones', ['S1']],
    ]);
  });

  it('a row waits that has the email or phone of the withheld guardian under another name, and no other row', async () => {
    const d = await district({ bare: true });
    await d.students(...five);
    const mary = (i: number, lastName: string): Row => ({
      studentSisId: five[i]!,
      firstName: 'Mary',
      lastName,
      email: `mary${i}@example.org`,
    });
    await d.sync(csv([0, 1, 2, 3, 4].map((i) => mary(i, `Smith${i}`))));
    const stranger = { studentSisId: 'S1', firstName: 'Leo', lastName: 'Diaz', email: 'leo@example.org' };
    const rows = csv([...[0, 1, 2, 3].map((i) => mary(i, `Jones${i}`)), mary(4, 'Smith4'), stranger]);
    for (const night of [1, 2]) {
      const result = await d.sync(rows);
      assert.deepEqual([result.status, waits(result)], ['threshold', 4], `night ${night}`);
      assert.equal((await open(d)).length, 6, 'the stranger does not wait');
    }
  });

  it('a guardian who is not active waits stored and archived, with an account only when let in', async () => {
    const d = await district();
    const rows = Array.from({ length: 1000 }, (_, i) => ({ ...otherRow(i + 1), guardianSisId: '' }));
    const file = csv(rows.map((row, i) => (i < 210 ? { ...row, email: `new${i}@other.example.org` } : row)));
    const night = await d.sync(file);
    assert.deepEqual([night.counts.guardians.created, night.accounts.created, night.status], [210, 0, 'threshold']);
    const state = `select count(*) filter (where archived_at is null) as active, count(*) as all from guardian
      where district_id = ${d.districtId}`;
    assert.deepEqual(await d.read(state), [{ active: 1000, all: 1210 }]);
    const told = await d.sync(file, { answers: [['removals', 'archive']] });
    assert.deepEqual(await d.read(state), [{ active: 1000, all: 1210 }]);
    const { created, restored, archived, updated } = told.counts.guardians;
    assert.deepEqual(
      { created, restored, archived, updated },
      { created: 0, restored: 210, archived: 210, updated: 0 },
    );
    assert.equal(told.accounts.created, 210);
  });

  it('a guardian let in by an answer in the same run is new, and no change in the audit', async () => {
    const d = await district({ bare: true });
    await d.students(...five, 'S7');
    await d.sync(csv(of(five, jose)));
    const rows = csv([{ studentSisId: 'S7', ...bob }, ...of(five, joseAgain)]);
    const result = await d.sync(rows, { answers: [['removals', 'archive']] });
    const g9 = (await d.guardians()).find(({ sisId }) => sisId === 'G9')!;
    assert.deepEqual([g9.open, g9.students], [true, five]);
    assert.deepEqual(
      result.changes.filter(({ entity_id, entity }) => entity === 'guardian' && entity_id === g9.id),
      [],
    );
    assert.equal(result.counts.guardians.restored, 0);
  });

  it('new values of an active guardian who has no other row wait, too', async () => {
    const d = await district({ bare: true });
    await d.students(...five, 'S6', 'S7', 'S8');
    await d.sync(csv(of(five, jose)));
    // Let in for two other children, who then are in no row any more.
    await d.sync(csv([{ studentSisId: 'S7', ...bob }, ...of([...five, 'S6', 'S8'], joseAgain)]));
    assert.deepEqual((await d.guardians()).find(({ sisId }) => sisId === 'G9')!.students, ['S6', 'S8']);
    const rows = csv([{ studentSisId: 'S7', ...bob }, ...of(five, { ...joseAgain, email: 'new@example.org' })]);
    for (const night of [1, 2]) {
      const result = await d.sync(rows);
      assert.equal(waits(result), 5, `night ${night}`);
      assert.equal((await d.guardians()).find(({ sisId }) => sisId === 'G9')!.email, 'jose@example.org');
    }
    await d.sync(rows, { answers: [['removals', 'keep']] });
    assert.equal((await d.guardians()).find(({ sisId }) => sisId === 'G9')!.email, 'new@example.org');
  });
});
