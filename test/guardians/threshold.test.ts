import assert from 'node:assert/strict';
import { runReport } from '../../src/runs/report.js';
import { codes, csv, otherRow, type Row, type SyncResult, type TestDistrict, useDistricts } from './harness.js';

/** The cases of docs/guardian-rules.md 6, about what a threshold withholds. */
describe('cases: the Deletion Threshold', () => {
  const district = useDistricts();

  const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  const others = (from: number, to: number) => numbers(from, to).map(otherRow);
  const columns = Object.keys(otherRow(1));
  const file = (rows: Row[]) => csv(rows, columns);
  const links = ({ counts: { guardianLinks } }: SyncResult) => [guardianLinks.created, guardianLinks.archived];

  /** How many students have the same name twice among their open links. */
  async function twice(d: TestDistrict): Promise<number> {
    const { rows } = await d.db.raw(
      `select student_id from guardian_link l join guardian g using (district_id, guardian_id)
       where l.district_id = ? and l.archived_at is null group by student_id, g.name_key having count(*) > 1`,
      [d.districtId],
    );
    return rows.length;
  }

  async function openLinks(d: TestDistrict): Promise<number> {
    const { rows } = await d.db.raw(
      'select count(*) from guardian_link where district_id = ? and archived_at is null',
      [d.districtId],
    );
    return Number(rows[0].count);
  }

  it('case 16: 250 of 1,000 links would go: 50 are created, none is archived, and the run waits', async () => {
    const d = await district();
    await d.students(...numbers(1, 50).map((i) => `S${i}`));
    const fresh = numbers(1, 50).map((i) => ({ ...otherRow(5000 + i), studentSisId: `S${i}` }));
    const night = await d.sync(file([...others(1, 750), ...fresh]));
    assert.equal(night.status, 'threshold');
    assert.deepEqual(links(night), [50, 0]);
    assert.deepEqual(night.counts.guardianLinks.triedToArchive, { count: 250, percent: 25 });
    assert.deepEqual(night.counts.guardians.triedToArchive, { count: 250, percent: 25 });
    assert.deepEqual(night.questions.removals, [{ part: 'guardians', kind: 'guardianLinks', count: 250 }]);
    assert.deepEqual(
      night.findings.filter(({ code }) => code === 'removals-withheld').map(({ severity }) => severity),
      ['warning'],
    );
    assert.deepEqual([await openLinks(d), await d.othersOpen(), night.accounts.closed], [1050, 1050, 0]);
  });

  it('case 17: exactly 20 % are archived', async () => {
    const d = await district();
    const night = await d.sync(file(others(1, 800)));
    assert.deepEqual([night.status, links(night), await d.othersOpen()], ['done', [0, 200], 800]);
    assert.deepEqual([night.counts.guardians.archived, night.accounts.closed], [200, 200]);
  });

  it('has exact edges: one more than the percentage trips, and fewer than 5 only if they are half', async () => {
    const d = await district();
    const one = await d.sync(file(others(1, 799)));
    assert.deepEqual([one.status, links(one)], ['threshold', [0, 0]]);
    for (const [count, of, status, ended] of [
      [5, 11, 'threshold', 0],
      [4, 9, 'done', 4],
      [4, 8, 'threshold', 0],
      [2, 4, 'threshold', 0],
      [1, 2, 'done', 1],
    ] as const) {
      const few = await district({ bare: true });
      await few.addOthers(of);
      const night = await few.sync(file(others(1, of - count)));
      assert.deepEqual([night.status, links(night)], [status, [0, ended]], `${count} of ${of}`);
    }
  });

  it('case 61: 4 of 8 links would go: withheld, and so are 3 of the 4 left the night after', async () => {
    const d = await district({ bare: true });
    const family = (i: number) => ({
      ...{ studentSisId: `S${i}`, guardianSisId: `G${i}`, firstName: 'Mia', lastName: `L${i}` },
      ...{ email: `m${i}@example.org`, mobilePhone: '' },
    });
    const families = (count: number) => file(numbers(1, count).map(family));
    await d.students(...numbers(1, 8).map((i) => `S${i}`));
    await d.sync(families(8));
    for (const [left, waiting] of [
      [4, 4],
      [1, 7],
      [1, 7],
    ] as const) {
      const night = await d.sync(families(left));
      assert.deepEqual([night.status, links(night)], ['threshold', [0, 0]], `${left} rows`);
      assert.deepEqual(await d.withheld(), { open: waiting, keep: 0 });
    }
    assert.deepEqual([(await d.accounts()).filter(({ open }) => open).length, await openLinks(d)], [8, 8]);
    const kept = await d.sync(families(1), { answers: [['removals', 'keep']] });
    assert.deepEqual([kept.status, await openLinks(d)], ['done', 8]);
  });

  it('goes by the setting of its kind; links and guardians stay together', async () => {
    const d = await district();
    d.settings.thresholdPercent.guardianLinks = 25;
    const held = await d.sync(file(others(1, 750)));
    assert.deepEqual([held.status, links(held)], ['threshold', [0, 0]], 'too many guardians');
    const e = await district();
    e.settings.thresholdPercent.guardianLinks = 25;
    e.settings.thresholdPercent.guardians = 25;
    assert.deepEqual(links(await e.sync(file(others(1, 750)))), [0, 250]);
  });

  it('does not wear itself away: what is withheld stays so, and is asked about every night', async () => {
    const d = await district();
    await d.sync(file(others(1, 750)));
    const versions = await d.versions();
    for (const _ of [2, 3, 4]) {
      const night = await d.sync(file(others(1, 750)));
      assert.deepEqual([night.status, links(night)], ['threshold', [0, 0]]);
      assert.deepEqual(night.counts.guardianLinks.triedToArchive, { count: 250, percent: 25 });
    }
    assert.equal(await d.versions(), versions);
    const five = await d.sync(file(others(1, 745)));
    assert.deepEqual([five.status, links(five)], ['threshold', [0, 5]], 'what newly goes is little');
    const named = await d.sync(file(others(1, 945)));
    assert.deepEqual([named.status, await d.withheld()], ['threshold', { open: 55, keep: 0 }]);
    const all = await d.sync(file([...others(1, 745), ...others(751, 1000)]));
    assert.deepEqual([all.status, await d.withheld()], ['done', { open: 0, keep: 0 }]);
    const again = await d.sync(file(others(1, 745)));
    assert.deepEqual([again.status, links(again)], ['threshold', [0, 0]], 'named since, so asked again');
  });

  it('archives once what an admin lets go, and only what was on the list', async () => {
    const d = await district();
    const night = await d.sync(file(others(1, 750)), { answers: [['removals', 'archive']] });
    assert.deepEqual([night.status, links(night), await d.withheld()], ['done', [0, 250], { open: 0, keep: 0 }]);
    assert.deepEqual([night.counts.guardians.archived, await d.othersOpen()], [250, 750]);
    assert.equal(night.counts.guardianLinks.triedToArchive, undefined);
    assert.deepEqual(night.questions.removals, []);
    const next = await d.sync(file(others(1, 500)));
    assert.deepEqual([next.status, links(next)], ['threshold', [0, 0]], 'the answer was for once');
  });

  it('lets nothing go that the source names again before the answer is carried out', async () => {
    const d = await district();
    await d.sync(file(others(1, 750)));
    await d.db.raw(`update withheld set decision = 'archive' where district_id = ?`, [d.districtId]);
    const night = await d.sync(file(others(1, 900)));
    assert.deepEqual([night.status, links(night), await d.withheld()], ['done', [0, 100], { open: 0, keep: 0 }]);
  });

  it('keeps what an admin keeps, until the source names it again', async () => {
    const d = await district();
    const night = await d.sync(file(others(1, 750)), { answers: [['removals', 'keep']] });
    assert.deepEqual([night.status, links(night), await d.withheld()], ['done', [0, 0], { open: 0, keep: 250 }]);
    const next = await d.sync(file(others(1, 750)));
    assert.deepEqual([next.status, links(next), await d.othersOpen()], ['done', [0, 0], 1000]);
    await d.sync(file(others(1, 850)));
    assert.deepEqual(await d.withheld(), { open: 0, keep: 150 });
    const gone = await d.sync(file(others(1, 750)));
    assert.deepEqual([gone.status, links(gone)], ['done', [0, 100]], 'named since: an end like any other');
  });

  /** 1,000 links without ids, of which 210 have another contact tonight. */
  const withoutIds = (changed: number) =>
    csv(
      numbers(1, 1000).map((i) => ({
        ...otherRow(i),
        guardianSisId: '',
        ...(i <= changed ? { email: `new${i}@other.example.org` } : {}),
      })),
      columns.filter((column) => column !== 'guardianSisId'),
    );

  it('case 36: 210 contacts change without ids: three nights without an answer archive nothing, nobody twice', async () => {
    const d = await district();
    for (const night of [1, 2, 3]) {
      const result = await d.sync(withoutIds(210));
      assert.deepEqual([result.status, links(result)], ['threshold', [0, 0]], `night ${night}`);
      assert.equal(result.counts.rows.skipped, 210);
      assert.equal(result.findings.filter(({ code }) => code === 'link-waits').length, 210);
      assert.deepEqual([await openLinks(d), await twice(d), await d.othersOpen()], [1000, 0, 1000]);
      assert.deepEqual(result.accounts, { created: 0, updated: 0, closed: 0, reopened: 0, merged: 0 });
    }
  });

  it('case 53: "Archive" replaces the 210, "Keep" keeps them and adds 210', async () => {
    const archived = await district();
    const first = await archived.sync(withoutIds(210), { answers: [['removals', 'archive']] });
    assert.deepEqual([links(first), await openLinks(archived), await twice(archived)], [[210, 210], 1000, 0]);
    assert.deepEqual(
      [first.counts.rows.applied, first.counts.rows.unchanged, first.counts.rows.skipped],
      [210, 790, 0],
    );
    assert.deepEqual([first.status, codes(first).includes('link-waits')], ['done', false]);
    const kept = await district();
    await kept.sync(withoutIds(210));
    const second = await kept.sync(withoutIds(210), { answers: [['removals', 'keep']] });
    assert.deepEqual([links(second), await openLinks(kept), await twice(kept)], [[210, 0], 1210, 210]);
    const versions = await kept.versions();
    const third = await kept.sync(withoutIds(210));
    assert.deepEqual([third.status, links(third), await kept.versions()], ['done', [0, 0], versions]);
  });

  it('a link waits though its guardian was let in for another child meanwhile', async () => {
    const d = await district();
    await d.students('sibling');
    const row = { ...otherRow(1), guardianSisId: '', email: 'new1@other.example.org' };
    const rows =
      withoutIds(210) +
      csv(
        [{ ...row, studentSisId: 'sibling' }],
        columns.filter((c) => c !== 'guardianSisId'),
      )
        .split('\n')
        .slice(1)
        .join('\n');
    for (const night of [1, 2]) {
      const result = await d.sync(rows);
      assert.deepEqual(links(result), [night === 1 ? 1 : 0, 0]);
      assert.equal(await twice(d), 0);
    }
  });

  it('case 50: a whole school missing from the file is withheld, though it is 10 % of the links', async () => {
    const d = await district();
    await inSchools(d, 10);
    const rows = others(1, 1000).filter((_, i) => i % 10 !== 3);
    const night = await d.sync(file(rows));
    assert.deepEqual([night.status, links(night)], ['threshold', [0, 0]]);
    assert.deepEqual(night.counts.guardianLinks.triedToArchive, { count: 100, percent: 10 });
    const half = await district();
    await inSchools(half, 10);
    const exactlyHalf = others(1, 1000).filter((_, i) => i % 10 !== 3 || i < 500);
    assert.deepEqual(links(await half.sync(file(exactlyHalf))), [0, 50], 'half is not more than half');
    const small = await district({ bare: true });
    await small.addOthers(100);
    await inSchools(small, 5);
    small.settings.thresholdPercent.guardianLinks = 50;
    small.settings.thresholdPercent.guardians = 50;
    const nineteen = others(1, 100).filter((_, i) => i % 5 !== 3 || i < 5);
    assert.deepEqual(links(await small.sync(file(nineteen))), [0, 19], '19 are fewer than 20');
  });

  async function inSchools(d: TestDistrict, count: number): Promise<void> {
    await d.db.raw(
      `with made as (
         insert into school (district_id, source_id, name) select ?, 'school ' || n, 'School ' || n from generate_series(0, ?::int - 1) n
         returning school_id, source_id)
       update student s set school_id = made.school_id, school_ids = array[made.school_id] from made
       where s.district_id = ? and made.source_id = 'school ' || ((right(s.sis_id, 5)::int - 1) % ?)`,
      [d.districtId, count, d.districtId, count],
    );
  }

  it("rows in error that could be anybody's ask as a threshold does", async () => {
    const d = await district();
    const bad = numbers(1, 3).map((i) => ({ ...otherRow(1), studentSisId: `gone ${i}`, firstName: '', lastName: '' }));
    const night = await d.sync(file([...others(1, 990), ...bad]));
    assert.deepEqual([night.status, links(night), await d.withheld()], ['threshold', [0, 0], { open: 10, keep: 0 }]);
    assert.ok(codes(night).includes('ends-withheld'));
    const calm = await district();
    assert.notEqual(
      (await calm.sync(file([...others(1, 1000), ...bad]))).status,
      'threshold',
      'nothing would have ended',
    );
  });

  it('links hang on their students: what a roster withholds is not asked about twice', async () => {
    const d = await district();
    await d.db.raw(
      `insert into withheld (district_id, scope_id, kind, entity_id, run_id, reason)
       select district_id, scope_id, 'students', student_id, 0, 'threshold' from student where district_id = ? and sis_id <= 'O00300'`,
      [d.districtId],
    );
    const night = await d.sync(file(others(301, 1000)));
    assert.deepEqual(
      [links(night), await d.othersOpen(), night.counts.guardianLinks.triedToArchive],
      [[0, 0], 1000, undefined],
    );
  });

  it('a file with fewer than half of the rows of the last one applied says so first, whatever is withheld', async () => {
    const d = await district({ bare: true });
    await d.addOthers(20);
    const smaller = (night: SyncResult) =>
      night.findings
        .filter(({ code }) => code === 'file-far-smaller')
        .map(({ message }) => /\d+ rows.* (\d+) rows/.exec(message)?.[0]);
    assert.deepEqual(smaller(await d.sync(file(others(1, 20)))), [], 'the first file');
    assert.deepEqual(smaller(await d.sync(file(others(1, 10)))), [], 'exactly half');
    const night = await d.sync(file(others(1, 4)));
    assert.equal(night.status, 'threshold');
    assert.deepEqual(smaller(night), ['4 rows, fewer than half of the 10 rows']);
    const { sentence } = await runReport(d.db, night.runId);
    assert.match(sentence, /The guardian file has 4 rows, fewer than half of the 10 rows of run \d+/);
    assert.deepEqual(smaller(await d.sync(file(others(1, 4)))), [], 'the last one applied has as many');
    d.settings.thresholdPercent.guardianLinks = 100;
    d.settings.thresholdPercent.guardians = 100;
    assert.deepEqual(
      smaller(await d.sync(file(others(1, 1)), { upload: { abandon: false } })),
      [],
      'more than that was not promised',
    );
    assert.deepEqual(smaller(await d.sync(file(others(1, 1)))).length, 1);
  });
});
