import assert from 'node:assert/strict';
import { dateOf } from '../../src/roster/dates.js';
import { type Cells, packageFiles, smallRoster, type Tables } from './files.js';
import { type TestScope, withFreshScopes } from './scope.js';

/** The small roster with dates and agents, changed. */
function roster(change: (tables: Tables) => void = () => {}) {
  const tables = smallRoster();
  for (const each of tables.enrollments) Object.assign(each, { beginDate: '2025-08-20', endDate: '2026-06-20' });
  change(tables);
  return packageFiles(tables);
}
const american = (text: string) => text.replace(/^(\d{4})-0?(\d+)-0?(\d+)$/, '$2/$3/$1');

describe('values that cannot be read', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
  });
  const stored = (table: string, columns: string) =>
    scope.rows(
      `select source_id, ${columns} from ${table} where district_id = :districtId order by source_id collate "C"`,
    );

  describe('roster file 03: dates of spreadsheets', () => {
    const dates = ['startDate', 'endDate', 'beginDate'];
    const rewritten = (write: (text: string) => string) =>
      roster(({ academicSessions, enrollments }) => {
        for (const row of [...academicSessions, ...enrollments])
          for (const column of dates) if (row[column]) row[column] = write(row[column]);
      });

    it('M/D/YYYY is the same date, with a time or without', async () => {
      await scope.sync(roster());
      for (const write of [
        american,
        (text: string) => `${american(text)} 0:00`,
        (text: string) => `${text}T00:00:00Z`,
      ]) {
        const { changes, findings, status } = await scope.sync(rewritten(write));
        assert.deepEqual([changes, findings, status], [[], [], 'done']);
      }
    });

    it('no date keeps the one stored, and is told once for each column', async () => {
      await scope.sync(roster());
      const before = [await stored('term', 'start_date, end_date'), await stored('enrollment', 'begin_date, end_date')];
      const { changes, findings } = await scope.sync(
        rewritten((text) => `${text.slice(8)}.${text.slice(5, 7)}.${text.slice(0, 4)}`),
      );
      const after = [await stored('term', 'start_date, end_date'), await stored('enrollment', 'begin_date, end_date')];
      assert.deepEqual([after, changes], [before, []]);
      assert.deepEqual(
        findings.map(({ code, file, line, column_name }) => [code, file, line, column_name]),
        [
          ['roster-date-invalid', 'academicSessions.csv', 2, 'startDate'],
          ['roster-date-invalid', 'academicSessions.csv', 2, 'endDate'],
          ['roster-date-invalid', 'enrollments.csv', 2, 'beginDate'],
          ['roster-date-invalid', 'enrollments.csv', 2, 'endDate'],
        ],
      );
      assert.match(findings[2]!.message, /^The date in beginDate is not written as .* The same on 9 more rows\.$/);
    });

    it('no date of a new record is none, and a blank one clears', async () => {
      await scope.sync(roster(({ academicSessions }) => Object.assign(academicSessions[1]!, { startDate: 'soon' })));
      assert.deepEqual((await stored('term', 'start_date'))[0], { source_id: 't1', start_date: '' });
      await scope.sync(roster());
      await scope.sync(roster(({ enrollments }) => Object.assign(enrollments[0]!, { beginDate: '', endDate: 'x' })));
      const [first] = await stored('enrollment', 'begin_date, end_date');
      assert.deepEqual(first, { source_id: 'c1-p1', begin_date: '2025-08-20', end_date: '2026-06-20' });
      assert.deepEqual(
        (await stored('enrollment', 'begin_date, end_date')).find(({ source_id }) => source_id === 'c1-s1'),
        { source_id: 'c1-s1', begin_date: '', end_date: '2026-06-20' },
      );
    });

    it('days that no month has are none', () => {
      for (const text of ['2/30/2026', '13/1/2026', '2026-02-29', '0/1/2026', '2026-00-10', '1/2/26', '8-15-2026'])
        assert.equal(dateOf(text), null, text);
      assert.deepEqual(['2/29/2028', '12/31/2026 23:59:59', '2026-08-15 00:00'].map(dateOf), [
        '2028-02-29',
        '2026-12-31',
        '2026-08-15',
      ]);
    });
  });

  it('keep the email and the IDs of a person as they are stored', async () => {
    await scope.sync(roster());
    const change = (cells: Cells) => roster(({ users }) => Object.assign(users[0]!, cells));
    const { changes, findings } = await scope.sync(change({ email: 'nobody at home', userIds: 'SIS;9' }));
    assert.deepEqual(changes, []);
    assert.deepEqual(
      findings.map(({ code }) => code),
      ['roster-email-invalid', 'roster-user-ids-invalid'],
    );
    const cleared = await scope.sync(change({ email: '', userIds: '' }));
    assert.deepEqual(
      cleared.changes.map(({ after }) => [after.email, after.state_id, after.other_ids]),
      [['', '', {}]],
    );
  });
});
