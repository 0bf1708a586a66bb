import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { notRefreshed } from '../../src/guardians/file/refreshed.js';
import { loadRun } from '../../src/runs/context.js';
import { addDistrict, type Scope } from '../../src/settings/scopes.js';
import { withDefaults } from '../../src/settings/sync-settings.js';
import { createTestDatabase } from '../support/database.js';
import { lastRun, syncToEnd } from '../support/runs.js';
import { insertStudents } from '../support/students.js';
import { createTestSystem } from '../support/system.js';

const now = new Date('2026-11-24T08:00:00Z');
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000);

type Past = { sha: string; days: number; kind?: string; applied?: boolean };

describe('a file that is not refreshed', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let scope: Scope;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    scope = await addDistrict(db, { slug: 'lake', name: 'Lake Unified' });
  });
  after(() => drop());
  beforeEach(() => query(db, 'truncate run, run_step'));

  let requests = 0;
  async function insertRun({ sha, days, kind = 'sync', applied = true }: Past): Promise<number> {
    const ids = { district_id: scope.districtId };
    const [run] = await db('run')
      .insert({
        ...{ ...ids, scope_id: scope.scopeId, request_id: `r${++requests}`, kind, settings: '{}' },
        ...{ counts: applied ? '{"guardians": {}}' : '{}', started_at: daysAgo(days) },
      })
      .returning('run_id');
    await db('run_step').insert({
      ...{ ...ids, run_id: run.run_id, step: 'fetchGuardianFile', result: JSON.stringify({ sha256: sha }) },
      started_at: daysAgo(days),
    });
    return run.run_id;
  }

  async function told(past: Past[], modified: number | null, staleDays = 7): Promise<string | null> {
    for (const each of past) await insertRun(each);
    const run = await loadRun(db, await insertRun({ sha: 'a', days: 0 }));
    const settings = withDefaults({ guardians: { ...withDefaults({}).guardians, staleDays } });
    const file = { name: 'guardians.csv', sha256: 'a', modifiedAt: modified === null ? null : daysAgo(modified) };
    const found = await db.transaction((trx) =>
      notRefreshed(trx, { ...run, settings }, { part: 'guardians', step: 'fetchGuardianFile' }, file, now),
    );
    assert.ok(found.every(({ code, severity }) => code === 'not-refreshed' && severity === 'warning'));
    return found[0]?.message.split('. ')[0] ?? null;
  }

  const cases: [title: string, past: Past[], modified: number | null, expected: RegExp | null][] = [
    ['modified a moment ago', [], 0, null],
    ['modified not quite 7 days ago', [], 6.99, null],
    ['modified 7 days ago', [], 7, /^Not refreshed since November 17, 2026: the file was last changed 7 days ago$/],
    ['of an unknown time', [], null, null],
    [
      'the same for 7 days, though touched',
      [
        { sha: 'a', days: 8 },
        { sha: 'a', days: 7 },
      ],
      0,
      /since November 16, 2026: the file has had the same content since run \d+, 8 days ago$/,
    ],
    [
      'the same for 6 days',
      [
        { sha: 'b', days: 8 },
        { sha: 'a', days: 6 },
      ],
      0,
      null,
    ],
    [
      'back to what it was long ago',
      [
        { sha: 'a', days: 20 },
        { sha: 'b', days: 8 },
      ],
      0,
      null,
    ],
    ['the same as one that was never applied', [{ sha: 'a', days: 9, applied: false }], 0, null],
    ['the same as one uploaded', [{ sha: 'a', days: 9, kind: 'upload' }], 0, null],
    ['old and the same for longer than its time says', [{ sha: 'a', days: 30 }], 9, /30 days ago$/],
    ['older than the first run', [{ sha: 'a', days: 8 }], 90, /last changed 90 days ago$/],
  ];
  for (const [title, past, modified, expected] of cases) {
    it(`${expected ? 'is told of' : 'is not one'}: ${title}`, async () => {
      const sentence = await told(past, modified);
      if (expected === null) assert.equal(sentence, null);
      else assert.match(sentence ?? '', expected);
    });
  }

  it('is never told of where the setting is 0', async () => assert.equal(await told([], 400, 0), null));
});

describe('a file of the same content through a sync', function () {
  this.timeout(60_000);

  it('is told of once that has been so for 7 days, as a warning, and applied all the same', async () => {
    const system = await createTestSystem();
    try {
      await system.set({ 'roster.source': 'none' });
      await insertStudents(system.db, system.scope, 2);
      await system.putFile('guardians.csv', 'studentSisId,guardianSisId,lastName,email\nS1,G1,Ruiz,a@lake.example\n');
      await system.withWorkers(async () => {
        assert.equal((await syncToEnd(system)).status, 'done');
        assert.equal((await syncToEnd(system)).status, 'done');
        await query(system.db, `update run set started_at = started_at - interval '8 days'`);
        assert.equal((await syncToEnd(system)).status, 'done_with_warnings');
      });
      const { run_id: runId } = await lastRun(system);
      const found = await query<{ code: string; file: string }>(
        system.db,
        `select code, file from run_finding where run_id = :runId and severity <> 'notice'`,
        { runId },
      );
      assert.deepEqual(found, [{ code: 'not-refreshed', file: 'guardians.csv' }]);
    } finally {
      await system.stop();
    }
  });
});
