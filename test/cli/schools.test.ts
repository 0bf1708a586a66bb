import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { packageFiles, smallRoster } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { createTestDatabase } from '../support/database.js';
import { inProcess, withEnvironment } from './run-cli.js';

describe('schools and accounts on the command line', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let restore: () => void;

  before(async () => {
    const database = await createTestDatabase();
    ({ db, drop } = database);
    restore = withEnvironment({ DATABASE_URL: database.url });
    await inProcess(['district', 'add', 'lake', 'Lake Unified']);
    await inProcess(['school', 'add', 'lake', 'north', 'North School']);
  });
  after(async () => {
    restore();
    await drop();
  });

  const json = async (...args: string[]) => {
    const { code, out } = await inProcess([...args, '--json']);
    return { code, ...JSON.parse(out) };
  };

  it('lists districts and schools', async () => {
    assert.deepEqual(await json('district', 'list'), {
      code: 0,
      districts: [{ scope: 'lake', name: 'Lake Unified', enabled: false, schools: 1 }],
    });
    assert.deepEqual(await json('school', 'list', 'lake'), {
      code: 0,
      district: 'lake',
      schools: [{ scope: 'lake/north', name: 'North School', sourceId: null, enabled: false }],
    });
    assert.match((await inProcess(['school', 'list', 'lake'])).out, /lake\/north +North School +off/);
    assert.equal((await json('school', 'list', 'nowhere')).error.code, 'UnknownScope');
  });

  it("gives a school its id in the roster, and the roster's own record where there is one", async () => {
    assert.equal((await json('school', 'set', 'lake', '--source-id', 'A')).error.code, 'NotASchool');
    assert.equal((await json('school', 'set', 'lake/north', '--source-id', 'typo')).code, 0);
    const [{ district_id, scope_id }] = (await query(db, `select * from scope where slug = 'lake'`)) as [
      { district_id: number; scope_id: number },
    ];
    await new TestScope(db, district_id, scope_id, 'lake').sync(packageFiles(smallRoster()));
    assert.equal((await json('school', 'set', 'lake/north', '--source-id', 'A')).code, 0);
    assert.deepEqual((await json('school', 'list', 'lake')).schools, [
      { scope: 'lake/north', name: 'Alcott', sourceId: 'A', enabled: false },
    ]);
    const students = await query(
      db,
      `select from student t join scope s on s.school_id = t.school_id where s.slug = 'lake/north'`,
    );
    assert.ok(students.length > 0, 'its students are those that the roster gave the school');
    await inProcess(['school', 'add', 'lake', 'south', 'South School']);
    assert.equal((await json('school', 'set', 'lake/south', '--source-id', 'A')).error.code, 'SchoolExists');
    assert.equal((await json('school', 'set', 'lake/south', '--source-id', 'B')).code, 0);
  });

  it('ends with 2 for whatever does not exist', async () => {
    const asked: [string, string[]][] = [
      ['UnknownScope', ['runs', 'river']],
      ['UnknownScope', ['settings', 'show', 'lake/west']],
      ['UnknownScope', ['school', 'list', 'river']],
      ['UnknownScope', ['history', 'guardian', 'river', 'G1']],
      ['UnknownRun', ['report', '4711']],
      ['UnknownRun', ['history', 'directory', 'lake', '4711', '--out', '/dev/null']],
      ['UnknownGuardian', ['history', 'guardian', 'lake', 'G4711']],
      ['UnknownAccount', ['account', 'claim', '4711']],
      ['NotASchool', ['school', 'set', 'lake', '--source-id', 'x']],
      ['BadArguments', ['decide', 'lake', 'parts', 'archive']],
      ['BadArguments', ['no-such-command']],
    ];
    for (const [code, args] of asked) {
      const answer = await json(...args);
      assert.ok(answer.error, `${args.join(' ')}: no error`);
      assert.deepEqual([answer.code, answer.error.code], [2, code], args.join(' '));
    }
  });

  it('claims an account, once', async () => {
    await query(
      db,
      `insert into account (district_id, name, created_run, changed_run) select district_id, 'Ana', 0, 0 from district`,
    );
    const [account] = await query<{ account_id: number }>(db, 'select account_id from account');
    const id = String(account!.account_id);
    assert.equal((await json('account', 'claim', id)).before, false);
    const again = await inProcess(['account', 'claim', id]);
    assert.deepEqual([again.code, /was already claimed on .* UTC\. Nothing changed/.test(again.out)], [0, true]);
    assert.equal((await json('account', 'claim', '99')).error.code, 'UnknownAccount');
    assert.deepEqual(await json('account', 'claim', id, '--undo', '--by', 'Ada'), {
      ...{ code: 0, account: account!.account_id, claimedAt: null, before: true },
    });
    const undone = await inProcess(['account', 'claim', id, '--undo']);
    assert.deepEqual([undone.code, undone.out], [0, `Account ${id} was not claimed. Nothing changed.\n`]);
    assert.equal((await json('account', 'claim', '99', '--undo')).error.code, 'UnknownAccount');
    assert.notEqual((await inProcess(['account', 'claim', 'Ana'])).code, 0);
  });
});
