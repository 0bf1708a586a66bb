import assert from 'node:assert/strict';
import { claimAccount, undoClaim } from '../../src/accounts/claim.js';
import { query } from '../../src/db/sql-files.js';
import { runsOf, syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem, type TestSystem } from '../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship\n';
/** With a value that is dropped, a row in error and a duplicate. */
const family = [
  'S1,G1,Ana,Ruiz,ana@example.org,,Mother\n',
  'S2,G1,Ana,Ruiz,ana@example.org,,Mother\n',
  'S2,G1,Ana,Ruiz,ana@example.org,,Father\n',
  'S3,G2,Bob,Lee,bob@,(213) 555-0199,Father\n',
  'S4,G3,Eve,Kim,eve@example.org,,Mother\n',
  'S5,G4,,,nobody@example.org,,Mother\n',
  'S6,G5,Joe,Poe,joe@example.org,,Father\n',
];
const file = header + family.join('');

describe('the same file again', function () {
  this.timeout(120_000);
  let system: TestSystem;

  before(async () => {
    system = await createTestSystem();
    await system.set({ 'roster.source': 'none' });
    await insertStudents(system.db, system.scope, 10);
    await system.putFile('guardians.csv', file);
  });
  after(() => system.stop());

  interface Findings {
    code: string;
    line: number | null;
    message: string;
  }

  async function sync() {
    const { runId, status } = await syncToEnd(system);
    const [{ batches, changes }] = (await query<{ batches: number; changes: number }>(
      system.db,
      `select (select count(*) from staged_batch where run_id = :runId) as batches,
         (select count(*) from change where run_id = :runId) as changes`,
      { runId },
    )) as [{ batches: number; changes: number }];
    const findings = await query<Findings>(
      system.db,
      'select code, line, message from run_finding where run_id = :runId order by code, line',
      { runId },
    );
    const run = (await runsOf(system)).find(({ run_id }) => run_id === runId)!;
    return { runId, status, batches, changes, findings, counts: run.counts as Record<string, unknown> };
  }

  it('is not even parsed; the report says so, and what was found in its rows', async () => {
    const [first, again] = await system.withWorkers(async () => [await sync(), await sync()] as const);
    assert.equal(first.batches, 1);
    assert.deepEqual([again.batches, again.changes, again.status], [0, 0, first.status]);
    const unchanged = again.findings.filter(({ code }) => code === 'file-unchanged');
    assert.match(unchanged[0]?.message ?? '', new RegExp(`^The file is the same as in run ${first.runId}`));
    assert.deepEqual(
      again.findings.filter(({ code }) => code !== 'file-unchanged'),
      first.findings,
    );
    assert.deepEqual(
      [...new Set(first.findings.map(({ code }) => code))],
      ['columns-absent', 'email-invalid', 'link-rows-disagree', 'name-missing'],
    );
    const { rows, guardianLinks } = (again.counts as { guardians: { rows: object; guardianLinks: object } }).guardians;
    assert.deepEqual(rows, {
      ...{ read: 7, applied: 0, unchanged: 5, skipped: 0, error: 1, duplicate: 1, leftOut: 0, blank: 0 },
    });
    assert.deepEqual(guardianLinks, {
      ...{ read: 5, created: 0, updated: 0, unchanged: 5, skipped: 0, archived: 0, restored: 0 },
    });
  });

  const disturbances: Record<string, () => Promise<unknown>> = {
    'a setting that it is read by': () => system.set({ 'hold.contactPercent': '40' }),
    'a student whom a roster touched': () =>
      query(system.db, `update student set source_run = (select max(run_id) from run) + 1 where sis_id = 'S9'`),
    'a question that is open': () =>
      query(
        system.db,
        `insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason)
         select district_id, scope_id, 'students', 1, 0, 1, 'threshold' from scope limit 1`,
      ),
    'a guardian that something else changed': () =>
      query(
        system.db,
        `insert into change (district_id, run_id, entity, entity_id, action, before, after)
         select district_id, (select max(run_id) + 1 from run), 'guardian', guardian_id, 'update', '{}', '{}'
         from guardian limit 1`,
      ),
    'a rule that has changed since, such as another name of a column': () =>
      query(
        system.db,
        `update run_step set result = result || jsonb_build_object('rules', 'guardians.csv 2.2 000000000000')
         where step = 'decodeGuardianFile'`,
      ),
    'other content': () => system.putFile('guardians.csv', file.replace('joe@', 'poe@')),
    'a row that was skipped': async () => {
      await system.putFile('guardians.csv', `${file}S99,G9,New,Comer,new@example.org,,Mother\n`);
      await syncToEnd(system);
    },
  };

  for (const [what, disturb] of Object.entries(disturbances)) {
    it(`is parsed and applied after ${what}`, async () => {
      await system.withWorkers(async () => {
        await disturb();
        const disturbed = await sync();
        assert.ok(disturbed.batches > 0);
        assert.equal(
          disturbed.findings.some(({ code }) => code === 'file-unchanged'),
          false,
        );
      });
      await query(system.db, `delete from withheld`);
    });
  }

  it('is applied on the first day after a quiet one, on which nobody ended', async () => {
    const active = async () => (await query(system.db, 'select from guardian_link where archived_at is null')).length;
    await system.putFile('guardians.csv', file);
    await system.withWorkers(async () => {
      await syncToEnd(system);
      const before = await active();
      await system.putFile('guardians.csv', file.replace(/^S6.*\n/m, ''));
      await system.set({ 'schedule.blackoutDates': '["2020-01-01..2099-12-31"]' });
      const quiet = await sync();
      assert.equal(await active(), before);
      assert.equal(quiet.findings.filter(({ code }) => code === 'quiet-day').length, 1);
      await system.set({ 'schedule.blackoutDates': '[]' });
      await sync();
      assert.equal(await active(), before - 1);
    });
  });

  it('still updates the contact of an account whose claim was taken back', async () => {
    const account = async () => {
      const [found] = await query<{ account_id: number; email: string }>(
        system.db,
        `select account_id, email from account where name = 'Joe Poe'`,
      );
      return found!;
    };
    await system.withWorkers(async () => {
      await system.putFile('guardians.csv', file);
      await sync();
      const { account_id: id } = await account();
      await claimAccount(system.db, id, 'Joe');
      await system.putFile('guardians.csv', file.replace('joe@example.org', 'poe@example.org'));
      await sync();
      await sync();
      assert.equal((await account()).email, 'joe@example.org');
      await undoClaim(system.db, id, 'Ada');
      assert.equal((await sync()).batches, 0, 'the same file again');
      assert.deepEqual(await account(), { account_id: id, email: 'poe@example.org' });
      assert.equal((await sync()).changes, 0, 'once');
    });
  });
});
