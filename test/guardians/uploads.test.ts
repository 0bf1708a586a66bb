import assert from 'node:assert/strict';
import { codes, csv, otherRow, type Row, type SyncResult, useDistricts } from './harness.js';

const adding = { upload: { abandon: false } };
const abandoning = { upload: { abandon: true } };

/** What an uploaded file does to guardians. docs/guardian-rules.md 2, and case 48. */
describe('uploads', () => {
  const district = useDistricts();

  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const others = (from: number, to: number) => numbers(from, to).map(otherRow);
  const ten = numbers(1, 10).map((i) => ({ ...otherRow(5000 + i), studentSisId: `S${i}` }));
  const tenStudents = numbers(1, 10).map((i) => `S${i}`);
  const links = ({ counts: { guardianLinks } }: SyncResult) => [guardianLinks.created, guardianLinks.archived];

  it('case 48: adds without Abandon, withholds what Abandon would end, and the next automated file decides', async () => {
    const d = await district();
    await d.students(...tenStudents);

    const added = await d.sync(csv(ten), adding);
    assert.deepEqual([added.status, links(added), await d.othersOpen()], ['done', [10, 0], 1010]);
    assert.deepEqual(added.changes, [], 'nothing that was there is touched');

    const abandoned = await d.sync(csv(ten), abandoning);
    assert.deepEqual([abandoned.status, links(abandoned), await d.othersOpen()], ['threshold', [0, 0], 1010]);
    assert.deepEqual(abandoned.questions.removals, [{ part: 'guardians', kind: 'guardianLinks', count: 1000 }]);

    const automated = await d.sync(csv(others(1, 1000)));
    assert.deepEqual([automated.status, links(automated), await d.othersOpen()], ['done', [0, 10], 1000]);
    assert.deepEqual([await d.withheld(), automated.accounts.closed], [{ open: 0, keep: 0 }, 10]);
  });

  it('with Abandon ends what is absent, as an automated run does', async () => {
    const d = await district();
    const upload = await d.sync(csv(others(1, 900)), abandoning);
    assert.deepEqual([upload.status, links(upload), await d.othersOpen()], ['done', [0, 100], 900]);
  });

  it('changes the values of whom it names, and leaves the others alone', async () => {
    const d = await district();
    const changed = { ...otherRow(1), email: 'new@other.example.org' };
    const upload = await d.sync(csv([changed]), adding);
    assert.deepEqual(
      upload.changes.map(({ entity, action }) => [entity, action]),
      [
        ['guardian', 'update'],
        ['account', 'update'],
        ['role', 'update'],
      ],
    );
    assert.deepEqual([upload.counts.guardians.updated, links(upload)], [1, [0, 0]]);
  });

  it('changes nothing where it is what the last file was, with Abandon or without', async () => {
    const d = await district();
    const file = csv(others(1, 1000));
    await d.sync(file);
    const versions = await d.versions();
    for (const how of [adding, abandoning]) {
      const upload = await d.sync(file, how);
      assert.deepEqual([upload.status, upload.counts.rows.unchanged, upload.changes], ['done', 1000, []]);
    }
    assert.equal(await d.versions(), versions);
  });

  it('keeps nobody open by an id given to another person, but ends nobody for it either', async () => {
    const d = await district();
    await d.students('S1', 'S2');
    const row = (student: string, first: string, n: number): Row => ({
      studentSisId: student,
      guardianSisId: 'G17',
      firstName: first,
      lastName: `Ruiz${n}`,
      email: `${first}@lake.example.org`,
      mobilePhone: `+1212555000${n}`,
    });
    await d.sync(d.withOthers([row('S1', 'Ana', 1)]));
    const upload = await d.sync(csv([row('S2', 'Bob', 2)]), adding);
    assert.ok(codes(upload).includes('id-reused'));
    const state = async () => (await d.guardians()).map(({ name, sisId, open }) => [name, sisId, open]);
    assert.deepEqual(await state(), [
      ['Ana Ruiz1', null, true],
      ['Bob Ruiz2', 'G17', true],
    ]);
    await d.sync(d.withOthers([row('S2', 'Bob', 2)]));
    assert.deepEqual(await state(), [
      ['Ana Ruiz1', null, false],
      ['Bob Ruiz2', 'G17', true],
    ]);
  });

  it('says nothing of absence without Abandon: no link is kept by an error, none is in doubt', async () => {
    const d = await district();
    await d.students(...tenStudents);
    const nameless = [1, 7001, 7002, 7003].map((i) => ({ ...otherRow(i), firstName: '', lastName: '' }));
    const file = csv([...ten, ...others(11, 20), ...nameless]);
    const about = (result: SyncResult) =>
      codes(result).filter((code) => ['link-kept', 'ends-withheld', 'removals-withheld'].includes(code));
    const upload = await d.sync(file, adding);
    assert.deepEqual([links(upload), upload.counts.rows.error, about(upload)], [[10, 0], 4, []]);
    assert.equal(await d.othersOpen(), 1010);
    assert.deepEqual([...new Set(about(await d.sync(file, abandoning)))].sort(), [
      'ends-withheld',
      'link-kept',
      'removals-withheld',
    ]);
  });

  it('leaves a question of an earlier night open, and takes its answer', async () => {
    const d = await district();
    await d.students(...tenStudents);
    await d.sync(csv(others(1, 750)));
    const upload = await d.sync(csv([...ten, otherRow(1000)]), adding);
    assert.deepEqual([upload.status, links(upload)], ['threshold', [10, 0]]);
    assert.deepEqual(upload.questions.removals, [{ part: 'guardians', kind: 'guardianLinks', count: 249 }]);
    const answered = await d.sync(csv([otherRow(999)]), { ...adding, answers: [['removals', 'archive']] });
    assert.deepEqual([answered.status, links(answered)], ['done', [0, 248]]);
    assert.deepEqual([await d.withheld(), await d.othersOpen()], [{ open: 0, keep: 0 }, 762]);
  });

  it('with Abandon asks, and does what is answered', async () => {
    const d = await district();
    const archived = await d.sync(csv(others(1, 500)), { ...abandoning, answers: [['removals', 'archive']] });
    assert.deepEqual([archived.status, links(archived), await d.othersOpen()], ['done', [0, 500], 500]);
    const e = await district();
    const kept = await e.sync(csv(others(1, 500)), { ...abandoning, answers: [['removals', 'keep']] });
    assert.deepEqual([kept.status, links(kept), await e.othersOpen()], ['done', [0, 0], 1000]);
  });

  it('is held like any other file, and its discarded content is not applied the next night either', async () => {
    const d = await district();
    await d.students(...tenStudents);
    const strangers = csv([...ten.slice(0, 4), ...numbers(1, 6).map((i) => otherRow(7000 + i))]);
    const held = await d.sync(strangers, { ...adding, answers: [['hold', 'discard']] });
    assert.deepEqual([held.status, links(held)], ['held', [0, 0]]);
    assert.deepEqual((await d.sync(strangers)).held.map(({ code }) => code).includes('file-discarded'), true);
    const applied = await d.sync(strangers, { ...adding, answers: [['hold', 'apply']] });
    assert.deepEqual([applied.status, links(applied)], ['done_with_warnings', [4, 0]]);
  });
});
