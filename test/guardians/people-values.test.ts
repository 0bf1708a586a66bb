import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { revert } from '../revert/support.js';
import { codes, csv, type Row, type TestDistrict, useDistricts } from './harness.js';

/** Which values win where the rows of one guardian disagree: docs/guardian-rules.md 2. */
describe('people: values', () => {
  const district = useDistricts();
  const [old, now] = ['2025550101', '2025550102'];
  const mia = { firstName: 'Mia', lastName: 'Lopez', email: 'mia@example.org', mobilePhone: old };
  const row = (student: string, values: Row = {}): Row => ({
    studentSisId: student,
    guardianSisId: 'G1',
    ...mia,
    ...values,
  });

  async function motherOf(...students: string[]): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students(...students);
    await d.sync(csv(students.map((student) => row(student))));
    return d;
  }
  const contact = async (d: TestDistrict) => {
    const [guardian, ...rest] = await d.guardians();
    assert.deepEqual(rest, []);
    return [guardian!.name, guardian!.email, guardian!.phone];
  };
  const isOld = ['Mia Lopez', 'mia@example.org', `+1${old}`];
  const isNow = ['Mia Lopez', 'mia@example.org', `+1${now}`];

  it('people 07, case 60: a new phone on one child counts from the first night on, in any order of rows', async () => {
    const d = await motherOf('S1', 'S2');
    const rows = [row('S1', { mobilePhone: now }), row('S2')];
    const first = await d.sync(csv(rows));
    assert.deepEqual(await contact(d), isNow);
    assert.ok(codes(first).includes('rows-disagree'));
    const versions = await d.versions();
    for (const order of [rows, [...rows].reverse(), rows]) {
      const again = await d.sync(csv(order));
      assert.deepEqual([again.changes, await d.versions()], [[], versions]);
      assert.ok(codes(again).includes('rows-disagree'));
    }
    await d.sync(csv([row('S1', { mobilePhone: now }), row('S2', { mobilePhone: '2025550103' })]));
    assert.deepEqual((await contact(d))[2], '+12025550103', 'the other row has news now');
  });

  it('an old phone that comes back on the row that said another one is news', async () => {
    const d = await motherOf('S1', 'S2');
    await d.sync(csv([row('S1', { mobilePhone: now }), row('S2')]));
    await d.sync(csv([row('S1'), row('S2')]));
    assert.deepEqual(await contact(d), isOld);
  });

  it('an empty cell, a missing column and a link that is new are no news', async () => {
    const d = await motherOf('S1', 'S2');
    await d.students('S3');
    const versions = await d.versions();
    await d.sync(csv([row('S1', { mobilePhone: '' }), row('S2')]));
    assert.deepEqual(await contact(d), isOld);
    await d.sync(csv([row('S1'), row('S2')]));
    assert.deepEqual(await contact(d), isOld, 'what an empty cell hid is as stored');
    assert.notEqual(await d.versions(), versions);
    await d.sync(csv([row('S1'), row('S2'), row('S3', { mobilePhone: now })]));
    assert.deepEqual(await contact(d), isOld);
    await d.sync(csv([row('S1'), row('S2')]));
    await d.sync(csv([row('S1'), row('S2'), row('S3', { mobilePhone: '2025550103' })]));
    assert.deepEqual(await contact(d), isOld, 'the first row after the link has ended');
    await d.sync(csv([row('S1'), row('S2'), row('S3', { mobilePhone: now })]));
    assert.deepEqual(await contact(d), isNow);
  });

  it('a value that a warning drops for a night does not make the old one news', async () => {
    const d = await motherOf('S1', 'S2');
    await d.sync(csv([row('S1', { email: 'new@example.org' }), row('S2', { email: 'mia@example,org' })]));
    assert.equal((await contact(d))[1], 'new@example.org');
    await d.sync(csv([row('S1', { email: 'new@example.org' }), row('S2')]));
    assert.equal((await contact(d))[1], 'new@example.org');
  });

  it('names, email and phone come from the row with the news', async () => {
    const d = await motherOf('S1', 'S2');
    await d.sync(csv([row('S1', { mobilePhone: now }), row('S2')]));
    await d.sync(csv([row('S1', { mobilePhone: now }), row('S2', { email: 'new@example.org' })]));
    assert.deepEqual(await contact(d), ['Mia Lopez', 'new@example.org', `+1${old}`]);
  });

  it('a row without the id has no news', async () => {
    const d = await motherOf('S1', 'S2');
    await d.sync(csv([row('S1'), row('S2', { guardianSisId: '', email: '', mobilePhone: old })]));
    const versions = await d.versions();
    await d.sync(csv([row('S1'), row('S2', { guardianSisId: '', firstName: 'MIA' })]));
    assert.deepEqual(await contact(d), isOld);
    assert.equal((await d.guardians()).length, 1);
    assert.notEqual(await d.versions(), versions, 'the link remembers');
  });

  it('a row that says only what is stored wins over one that has said something else before', async () => {
    const d = await motherOf('S1', 'S2');
    const other = row('S1', { mobilePhone: now });
    await d.sync(csv([other, row('S2')]));
    await d.sync(csv([other, row('S2', { mobilePhone: 'call me' })]));
    assert.deepEqual(await contact(d), isNow);
    await d.sync(csv([row('S1', { mobilePhone: 'call me' }), row('S2')]));
    assert.deepEqual(await contact(d), isNow, 'the stored phone, of the row whose own was dropped');
  });

  it('two rows of one link: what either said is no news later', async () => {
    const d = await motherOf('S1');
    const rows = [row('S1'), row('S1', { mobilePhone: now })];
    await d.sync(csv(rows));
    assert.deepEqual(await contact(d), isNow);
    const versions = await d.versions();
    await d.sync(csv([...rows].reverse()));
    assert.equal(await d.versions(), versions);
  });

  it('reverting a run gives links their memory back: what a row said before is no news', async () => {
    const d = await motherOf('S1', 'S2');
    const other = row('S1', { mobilePhone: now });
    await d.sync(csv([other, row('S2')]));
    await d.sync(csv([other, row('S2', { mobilePhone: now })]));
    await d.sync(csv([other, row('S2')]));
    assert.deepEqual(await contact(d), isOld, 'news of the second child');
    const remembered = await memory(d);
    const target = await d.sync(csv([row('S1', { mobilePhone: '2025550103' }), row('S2')]));
    assert.equal((await contact(d))[2], '+12025550103');
    await revert(d, target.runId);
    assert.deepEqual([await contact(d), await memory(d)], [isOld, remembered]);
    const next = await d.sync(csv([other, row('S2')]));
    assert.deepEqual([next.changes, await contact(d)], [[], isOld]);
  });

  it('links from before this rule have no news on the first night, and remember from then on', async () => {
    const d = await motherOf('S1', 'S2');
    await d.db.raw('update scope set links_remember = false where district_id = ?', [d.districtId]);
    const other = row('S1', { mobilePhone: now });
    const first = await d.sync(csv([other, row('S2')]));
    assert.deepEqual([first.changes, await contact(d)], [[], isOld]);
    await d.sync(csv([other, row('S2')]));
    assert.deepEqual(await contact(d), isOld);
    await d.sync(csv([row('S1', { mobilePhone: '2025550103' }), row('S2')]));
    assert.equal((await contact(d))[2], '+12025550103');
  });

  it('an upload of some rows is no night on which all links were named', async () => {
    const d = await district({ bare: true });
    await d.students('S1', 'S2');
    await d.sync(csv([row('S1'), row('S2')]), { upload: { abandon: false } });
    await d.sync(csv([row('S1', { mobilePhone: now }), row('S2')]));
    assert.deepEqual(await contact(d), isOld);
    await d.sync(csv([row('S1', { mobilePhone: '2025550103' }), row('S2')]));
    assert.equal((await contact(d))[2], '+12025550103');
  });

  const memory = (d: TestDistrict) =>
    query(
      d.db,
      `select s.sis_id, l.said, l.had from guardian_link l join student s using (district_id, student_id)
       where l.district_id = :districtId and s.sis_id like 'S%' order by s.sis_id`,
      { districtId: d.districtId },
    );
});
