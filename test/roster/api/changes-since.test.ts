import assert from 'node:assert/strict';
import { query } from '../../../src/db/sql-files.js';
import { changesSince } from '../../../src/roster/api/changes-since.js';
import { originOf } from '../../../src/roster/api/fetched.js';
import { type TestScope, withFreshScopes } from '../scope.js';

describe('since when changes alone are read', () => {
  let scope: TestScope;
  withFreshScopes((fresh) => {
    scope = fresh;
    Object.assign(scope.settings.roster, { source: 'clever', mode: 'changes' });
  });

  interface Night {
    mark?: string | null;
    changesOnly?: boolean;
    daysAgo?: number;
    step?: string;
    held?: boolean;
  }

  /** A run as it is in the database once it is done. */
  async function night({ mark = null, changesOnly = false, daysAgo = 0, step = 'applyRoster', held = false }: Night) {
    const run = await scope.openRun();
    const put = (name: string, result: object) =>
      query(
        scope.db,
        `insert into run_step (district_id, run_id, step, batch, result, started_at, finished_at)
         values (:districtId, :runId, :name, 0, cast(:result as jsonb), now(), clock_timestamp() - make_interval(days => :daysAgo))`,
        { districtId: run.districtId, runId: run.runId, name, result: JSON.stringify(result), daysAgo },
      );
    if (step === 'applyRoster') {
      await put('fetchRoster', {
        source: 'clever',
        feeds: [],
        mark,
        changesOnly,
        origin: originOf(run.settings, null),
      });
    }
    await put(step, held ? { held: [] } : {});
  }

  const since = async () => changesSince(scope.db, await scope.openRun());

  it('is null at first, and where everything is to be read every night', async () => {
    assert.equal(await since(), null);
    await night({ mark: 'a' });
    scope.settings.roster.mode = 'full';
    assert.equal(await since(), null);
  });

  it('is the mark of the read that was applied last', async () => {
    await night({ mark: 'a', daysAgo: 3 });
    await night({ mark: 'b', changesOnly: true, daysAgo: 1 });
    assert.equal(await since(), 'b');
    await night({ mark: 'c', changesOnly: true, held: true });
    assert.equal(await since(), 'b', 'what is held was not applied');
    await night({ mark: null, changesOnly: true });
    assert.equal(await since(), null, 'a read with gaps has none');
  });

  it('is null where the whole was read too long ago', async () => {
    await night({ mark: 'a', daysAgo: 8 });
    await night({ mark: 'b', changesOnly: true, daysAgo: 1 });
    assert.equal(await since(), null);
    scope.settings.roster.fullEveryDays = 9;
    assert.equal(await since(), 'b');
  });

  it('is null where the roster is read otherwise now: another server, other schools', async () => {
    await night({ mark: 'a' });
    for (const [name, value] of [
      ['baseUrl', 'https://other.example.org'],
      ['districtId', 'other'],
      ['schools', ['1']],
      ['studentIdField', 'STUDENT NUMBER'],
      ['source', 'oneroster-rest'],
    ] as const) {
      const { roster } = scope.settings;
      scope.settings.roster = { ...roster, [name]: value };
      assert.equal(await since(), null, name);
      scope.settings.roster = roster;
    }
    assert.equal(await since(), 'a');
  });

  for (const step of ['revertRun', 'changeLevel']) {
    it(`is null after ${step}, until the whole was read`, async () => {
      await night({ mark: 'a', daysAgo: 2 });
      await night({ step, daysAgo: 1 });
      assert.equal(await since(), null);
      await night({ mark: 'c' });
      assert.equal(await since(), 'c');
    });
  }
});
