import assert from 'node:assert/strict';
import { SyncFailure } from '../../src/contract/failures.js';
import { recordsAsOf } from '../../src/runs/audit.js';
import { type TestDistrict, useDistricts } from '../guardians/harness.js';
import { type AttributeResult, attributes, syncAttributes, versions } from './harness.js';

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, i) => `S${from + i}`);
const head = 'studentSisId,House,Bus\n';
const lines = (students: readonly string[], of: (id: string) => string = (id) => `${id},Oak,B${id}`) =>
  students.map((id) => `${of(id)}\n`).join('');
const file = (...students: string[]) => head + lines(students);
const done = ({ counts }: AttributeResult) => {
  const { created, updated, archived, restored, unchanged } = counts!.studentAttributes;
  return { created, updated, archived, restored, unchanged };
};
const codes = ({ findings }: AttributeResult) => findings.map(({ code }) => code);

/** docs/guardian-rules.md 7, and decision record 23. */
describe('student attributes', function () {
  this.timeout(60_000);
  const district = useDistricts();

  async function roster(count = 4): Promise<TestDistrict> {
    const d = await district({ bare: true });
    await d.students(...ids(count));
    return d;
  }

  it('stores each cell, clears by an empty one, and brings back under the same record', async () => {
    const d = await roster();
    const first = await syncAttributes(d, `${head}S1,Oak,7\nS2,Elm,\n`);
    assert.deepEqual(await attributes(d), ['S1 Bus=7', 'S1 House=Oak', 'S2 House=Elm']);
    assert.deepEqual(done(first), { created: 3, updated: 0, archived: 0, restored: 0, unchanged: 0 });
    assert.equal(first.changes.length, 0, 'a creation is no row of the audit');

    const second = await syncAttributes(d, `${head}S1,Ash,7\nS2,,\n`);
    assert.deepEqual(await attributes(d), ['S1 Bus=7', 'S1 House=Ash', 'S2 House=Elm (cleared)']);
    assert.deepEqual(done(second), { created: 0, updated: 1, archived: 1, restored: 0, unchanged: 1 });
    assert.deepEqual(
      second.changes.map(({ entity, action, line, before }) => [entity, action, line, before.value ?? null]),
      [
        ['student_attribute', 'update', 2, 'Oak'],
        ['student_attribute', 'archive', 3, null],
      ],
    );

    const third = await syncAttributes(d, `${head}S1,Ash,7\nS2,Fir,\n`);
    assert.deepEqual(done(third), { created: 0, updated: 0, archived: 0, restored: 1, unchanged: 2 });
    assert.deepEqual(third.changes[0]?.action, 'restore');
    assert.equal(third.changes[0]?.before.value, 'Elm');
    assert.deepEqual(await attributes(d), ['S1 Bus=7', 'S1 House=Ash', 'S2 House=Fir']);
  });

  it('can be read as of any run from the audit', async () => {
    const d = await roster();
    const first = await syncAttributes(d, `${head}S1,Oak,7\nS2,Elm,\n`);
    const before = await recordsAsOf(d.db, d.districtId, 'student_attribute', first.runId);
    await syncAttributes(d, `${head}S1,Ash,\nS3,Oak,9\n`);
    await syncAttributes(d, `${head}S1,Oak,8\nS2,Elm,9\n`);
    assert.deepEqual(await recordsAsOf(d.db, d.districtId, 'student_attribute', first.runId), before);
  });

  it('the same file twice writes nothing the second time, whatever it holds', async () => {
    const d = await roster();
    const text = `${head}S1,Oak,7\nS1,Elm,\nS2,,\nS9,Oak,1\n,Oak,1\nS3,=x(),3\n,,\nS4,Oak,9\n`;
    const first = await syncAttributes(d, text);
    const before = await versions(d);
    const second = await syncAttributes(d, text);
    assert.equal(await versions(d), before);
    assert.deepEqual(second.counts?.rows, { ...first.counts?.rows, applied: 0, unchanged: 4 });
    assert.deepEqual(first.counts?.rows, {
      read: 8,
      applied: 3,
      unchanged: 1,
      skipped: 1,
      error: 1,
      duplicate: 1,
      leftOut: 0,
      blank: 1,
    });
  });

  it('a missing column and a dropped value leave what is stored', async () => {
    const d = await roster();
    await syncAttributes(d, `${head}S1,Oak,7\nS2,Elm,8\n`);
    const next = await syncAttributes(d, 'studentSisId,Bus,Club\nS1,#REF!,Chess\nS2,9,\n');
    assert.deepEqual(await attributes(d), ['S1 Bus=7', 'S1 Club=Chess', 'S1 House=Oak', 'S2 Bus=9', 'S2 House=Elm']);
    assert.deepEqual(done(next), { created: 1, updated: 1, archived: 0, restored: 0, unchanged: 0 });
  });

  it('knows a column by another spelling, under its first name', async () => {
    const d = await roster();
    await syncAttributes(d, 'studentSisId,Bus Route\nS1,7\n');
    const next = await syncAttributes(d, 'studentSisId,bus_route\nS1,7\n');
    assert.deepEqual(done(next), { created: 0, updated: 0, archived: 0, restored: 0, unchanged: 1 });
    assert.deepEqual(await attributes(d), ['S1 Bus Route=7']);
  });

  it("a student who is no longer in the file loses the file's attributes, and gets them back", async () => {
    const d = await roster(8);
    await syncAttributes(d, file(...ids(8)));
    const next = await syncAttributes(d, file(...ids(7)));
    assert.deepEqual(done(next), { created: 0, updated: 0, archived: 2, restored: 0, unchanged: 14 });
    assert.deepEqual((await attributes(d)).slice(-2), ['S8 Bus=BS8 (absent)', 'S8 House=Oak (absent)']);
    const back = await syncAttributes(d, file(...ids(8)));
    assert.deepEqual(done(back), { created: 0, updated: 0, archived: 0, restored: 2, unchanged: 14 });
  });

  it('an archived student keeps what is stored, and a row for one is skipped', async () => {
    const d = await roster();
    await syncAttributes(d, file('S1', 'S2'));
    await d.setStudent('S2', 'archived');
    const next = await syncAttributes(d, `${head}S1,Oak,BS1\nS2,Ash,1\n`);
    assert.deepEqual([codes(next), done(next).unchanged], [['student-unknown'], 2]);
    await d.setStudent('S2', 'active');
    assert.deepEqual(done(await syncAttributes(d, file('S1', 'S2'))).unchanged, 4);
  });

  describe('where rows of one student disagree', () => {
    const night = async (d: TestDistrict, ...houses: string[]) =>
      syncAttributes(d, `studentSisId,House\n${houses.map((house) => `S1,${house}\n`).join('')}`);
    const house = async (d: TestDistrict) => (await attributes(d)).join();

    it('the last counts at first, then the one that is stored; both lines are named', async () => {
      const d = await roster();
      const first = await night(d, 'Oak', 'Elm');
      assert.equal(await house(d), 'S1 House=Elm');
      assert.deepEqual(codes(first), ['attribute-rows-disagree', 'student-rows-several']);
      assert.match(first.findings[0]!.message, /^Rows 2 and 3 .* "House"\. Row 3 counts/);
      const shuffled = await night(d, 'Elm', 'Oak');
      assert.equal(await house(d), 'S1 House=Elm');
      assert.equal(shuffled.changes.length, 0);
      assert.match(shuffled.findings[0]!.message, /Row 2 counts/);
      assert.equal((await night(d, 'Elm', 'Ash', 'Fir')).changes.length, 0);
      await night(d, 'Fir', 'Ash');
      assert.equal(await house(d), 'S1 House=Ash');
    });

    it('a text comes before an empty cell, in any order, every night', async () => {
      const d = await roster();
      await night(d, 'Oak', '');
      assert.equal(await house(d), 'S1 House=Oak');
      assert.equal((await night(d, '', 'Oak')).changes.length, 0);
      await night(d, '', '');
      assert.equal(await house(d), 'S1 House=Oak (cleared)');
    });

    it('several rows that agree, or say different attributes, are one', async () => {
      const d = await roster();
      const result = await syncAttributes(d, `${head}S1,Oak,\nS1,,7\nS1,Oak,7\n`);
      assert.deepEqual(await attributes(d), ['S1 Bus=7', 'S1 House=Oak']);
      assert.equal(result.counts?.rows.duplicate, 2);
      assert.equal(codes(result).filter((code) => code === 'student-rows-several').length, 2);
    });
  });

  describe('absence counts only where it is sure', () => {
    it('a row in error, or skipped, protects the student it may mean; the report says so', async () => {
      const d = await roster(40);
      await syncAttributes(d, file(...ids(40)));
      for (const row of ['S40,Oak', '"S40,Oak,7', ' s40,Oak,7', '00S40,Oak,7']) {
        const next = await syncAttributes(d, `${file(...ids(39))}${row}\n`);
        assert.equal(done(next).archived, 0, row);
        assert.ok(codes(next).includes('attributes-kept'), row);
      }
      const corrected = await syncAttributes(d, file(...ids(39)));
      assert.equal(done(corrected).archived, 2);
    });

    it('an emptied cell next to a row in error of the same student clears nothing', async () => {
      const d = await roster(20);
      await syncAttributes(d, file(...ids(20)));
      const next = await syncAttributes(d, `${file(...ids(19))}S20,,BS20\nS20,Oak\n`);
      assert.deepEqual([done(next).archived, codes(next).includes('attributes-kept')], [0, true]);
    });

    it('more than 2 rows in error that could be anybody withhold all ends', async () => {
      const d = await roster(40);
      await syncAttributes(d, file(...ids(40)));
      const bad = 'x,y\nx,y\nx,y\n';
      const next = await syncAttributes(d, `${file(...ids(39))}${bad}`);
      assert.deepEqual([next.status, done(next).archived], ['threshold', 0]);
      assert.match(next.findings.find(({ code }) => code === 'ends-withheld')!.message, /so no attribute ends/);
    });
  });

  describe('the Deletion Threshold', () => {
    it('is passed by exactly its share, and trips above it', async () => {
      const d = await roster(100);
      await syncAttributes(d, file(...ids(100)));
      const edge = await syncAttributes(d, file(...ids(80)));
      assert.deepEqual([edge.status, done(edge).archived], ['done', 40]);
      const over = await syncAttributes(d, file(...ids(63)));
      assert.deepEqual([over.status, done(over).archived], ['threshold', 0]);
      assert.deepEqual(over.counts?.studentAttributes.triedToArchive, { count: 34, percent: 21.3 });
      assert.deepEqual(over.questions.removals, [{ part: 'attributes', kind: 'studentAttributes', count: 34 }]);
      assert.ok(codes(over).includes('removals-withheld'));
    });

    it('trips where cells are emptied instead, and where one column loses most of many', async () => {
      const d = await roster(100);
      await syncAttributes(d, head + lines(ids(100)));
      d.settings.thresholdPercent.studentAttributes = 90;
      const emptied = await syncAttributes(d, head + lines(ids(100), (id) => `${id},Oak,`));
      assert.deepEqual([emptied.status, done(emptied).archived], ['threshold', 0]);
      assert.equal((await attributes(d)).length, 200);
    });

    it('does not wear itself away; an answer archives once, or keeps until a row has a text again', async () => {
      const d = await roster(100);
      await syncAttributes(d, file(...ids(100)));
      for (const _ of [1, 2]) assert.equal((await syncAttributes(d, file(...ids(60)))).status, 'threshold');
      const kept = await syncAttributes(d, file(...ids(60)), { answers: [['removals', 'keep']] });
      assert.deepEqual([kept.status, done(kept).archived, await d.withheld()], ['done', 0, { open: 0, keep: 80 }]);
      assert.equal((await syncAttributes(d, file(...ids(60)))).status, 'done');
      await syncAttributes(d, file(...ids(100)));
      assert.deepEqual(await d.withheld(), { open: 0, keep: 0 });
      const gone = await syncAttributes(d, file(...ids(60)), { answers: [['removals', 'archive']] });
      assert.deepEqual(
        [gone.status, done(gone)],
        ['done', { created: 0, updated: 0, archived: 80, restored: 0, unchanged: 120 }],
      );
      assert.deepEqual(gone.counts?.rows.unchanged, 60);
    });

    it('adds up over both passes of a run', async () => {
      const d = await roster(20);
      await syncAttributes(d, file(...ids(20)));
      const text = head + lines(ids(20), (id) => `${id},Ash,`);
      const result = await syncAttributes(d, text, { answers: [['removals', 'archive']] });
      assert.deepEqual(done(result), { created: 0, updated: 20, archived: 20, restored: 0, unchanged: 0 });
      assert.deepEqual([result.counts?.rows.applied, result.counts?.rows.unchanged], [20, 0]);
    });
  });

  describe('a file of another district', () => {
    it('is held by its match rate; "apply" lets it in once and for the same rate', async () => {
      const d = await roster(4);
      const text = file('S1', 'X1', 'X2');
      const held = await syncAttributes(d, text);
      assert.deepEqual([held.status, held.counts], ['held', null]);
      assert.deepEqual(
        held.held.map(({ code }) => code),
        ['attributes-match-rate'],
      );
      assert.deepEqual(held.questions.hold, [{ part: 'attributes', code: 'attributes-match-rate' }]);
      assert.deepEqual([await attributes(d), await versions(d)], [[], null]);
      const applied = await syncAttributes(d, text, { answers: [['hold', 'apply']] });
      assert.deepEqual([applied.status, await attributes(d)], ['done_with_warnings', ['S1 Bus=BS1', 'S1 House=Oak']]);
      assert.equal((await syncAttributes(d, text)).status, 'done_with_warnings');
    });

    it('that was discarded is not applied by itself', async () => {
      const d = await roster(4);
      const text = file('S1', 'X1', 'X2');
      await syncAttributes(d, text, { answers: [['hold', 'discard']] });
      const again = await syncAttributes(d, text);
      assert.deepEqual(
        again.held.map(({ code }) => code),
        ['file-discarded', 'attributes-match-rate'],
      );
    });

    it('that names nobody is refused', async () => {
      const d = await district({ bare: true });
      await assert.rejects(
        syncAttributes(d, file('S1')),
        (error) => error instanceof SyncFailure && error.code === 'NoStudentKnown',
      );
    });
  });

  it("a school's sync touches only its own students", async () => {
    const d = await district({ bare: true });
    const [a, b] = [await d.school('a'), await d.school('b')];
    await a.students('S1', 'S2');
    await b.students('S1', 'S3');
    await syncAttributes(a, file('S1', 'S2'));
    await syncAttributes(b, head + lines(['S1', 'S3'], (id) => `${id},Elm,1`));
    assert.deepEqual(await attributes(a), ['S1 Bus=BS1', 'S1 House=Oak', 'S2 Bus=BS2', 'S2 House=Oak']);
    assert.deepEqual(await attributes(b), ['S1 Bus=1', 'S1 House=Elm', 'S3 Bus=1', 'S3 House=Elm']);
  });
});
