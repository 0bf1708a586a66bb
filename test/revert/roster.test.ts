import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { assignAccounts } from '../../src/accounts/assign.js';
import { SyncFailure } from '../../src/contract/failures.js';
import { packageFiles, smallRoster, type Tables } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { createTestDatabase } from '../support/database.js';
import { draws, timeFor } from '../support/draws.js';
import { exported, revert } from './support.js';

/** What happens to a roster between two nights; applied to the small one, in order. */
const edit = fc.oneof(
  fc.record({ drop: fc.constantFrom('users', 'classes', 'enrollments', 'orgs', 'academicSessions'), at: fc.nat(9) }),
  fc.record({ rename: fc.nat(9), as: fc.constantFrom('Ida', 'Ola', 'Pia') }),
  fc.record({ copy: fc.constantFrom('users', 'enrollments'), at: fc.nat(9), as: fc.constantFrom('new-1', 'new-2') }),
);

describe('reverting a roster', function () {
  this.timeout(timeFor(draws(10)));
  let db: Knex;
  let drop: () => Promise<void>;
  let scopes = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  async function district(): Promise<TestScope> {
    const scope = await TestScope.district(db, `rosters-${++scopes}`);
    scope.settings.thresholdPercent = {
      ...scope.settings.thresholdPercent,
      students: 100,
      staff: 100,
      classrooms: 100,
    };
    return scope;
  }

  async function night(scope: TestScope, tables: Tables): Promise<number | null> {
    try {
      const { runId } = await scope.sync(packageFiles(tables), []);
      const run = { ...(await scope.openRun()), runId };
      await db.transaction((trx) => assignAccounts(trx, run));
      return runId;
    } catch (error) {
      if (!(error instanceof SyncFailure)) throw error;
      return null;
    }
  }

  function edited(edits: readonly (typeof edit extends fc.Arbitrary<infer T> ? T : never)[]): Tables {
    const tables = smallRoster();
    for (const each of edits) {
      if ('drop' in each) {
        const rows = tables[each.drop as 'users'];
        rows.splice(each.at % rows.length, 1);
      } else if ('rename' in each) {
        const user = tables.users[each.rename % tables.users.length];
        if (user) user.givenName = each.as;
      } else {
        const rows = tables[each.copy as 'users'];
        const row = rows[each.at % rows.length];
        if (row && !rows.some(({ sourcedId }) => sourcedId === each.as)) rows.push({ ...row, sourcedId: each.as });
      }
    }
    return tables;
  }

  it('gives the export from before, staff accounts included, and the run again when it is itself reverted', async () => {
    const edits = fc.array(edit, { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.boolean(), edits, edits, async (first, earlierEdits, edits) => {
        const scope = await district();
        if (!first) await night(scope, edited(earlierEdits));
        const earlier = await exported(scope);
        const runId = await night(scope, edited(edits));
        fc.pre(runId !== null);
        const after = await exported(scope);
        fc.pre(earlier !== after);
        const undone = await revert(scope, runId as number);
        assert.equal(await exported(scope), earlier);
        assert.deepEqual([undone.result.kept, undone.findings], [0, []]);
        const redone = await revert(scope, undone.runId);
        assert.equal(await exported(scope), after);
        assert.equal(redone.result.kept, 0);
      }),
      { numRuns: draws(10) },
    );
  });

  it('a first roster taken back and synced again gives the same records and accounts', async () => {
    const scope = await district();
    const empty = await exported(scope);
    const runId = (await night(scope, smallRoster())) as number;
    const ids = await scope.rows(
      `select student_id, source_id from student where district_id = :districtId order by 1`,
    );
    const accounts = await scope.rows(
      `select account_id, name from account where district_id = :districtId order by 1`,
    );
    assert.ok(ids.length > 0 && accounts.length > 0);
    const stable = await exported(scope, true);

    await revert(scope, runId);
    assert.equal(await exported(scope), empty);
    assert.equal(await scope.active('student'), '');

    await night(scope, smallRoster());
    assert.equal(await exported(scope, true), stable);
    assert.deepEqual(
      await scope.rows(`select student_id, source_id from student where district_id = :districtId order by 1`),
      ids,
    );
    assert.deepEqual(
      await scope.rows(`select account_id, name from account where district_id = :districtId order by 1`),
      accounts,
    );
  });
});
