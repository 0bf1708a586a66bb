import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { noCounts } from '../../src/runs/counts.js';
import { listRuns, runReport } from '../../src/runs/report.js';
import { addDistrict, type Scope } from '../../src/settings/scopes.js';
import { createTestDatabase } from '../support/database.js';

const rows = { read: 10, applied: 3, unchanged: 2, skipped: 1, error: 1, duplicate: 1, leftOut: 1, blank: 1 };

describe('the report of a run', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let scope: Scope;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    scope = await addDistrict(db, { slug: 'lake', name: 'Lake Unified' });
  });
  after(() => drop());

  let requests = 0;
  async function insertRun(values: Record<string, unknown> = {}): Promise<number> {
    requests += 1;
    const [run] = await query<{ run_id: number }>(
      db,
      `insert into run (district_id, scope_id, request_id, requested_by, settings, status, counts, failure_code, failed_step, finished_at)
       values (:d, :s, :request, 'Ada', '{}', :status, cast(:counts as jsonb), :failure, :part, now()) returning run_id`,
      {
        d: scope.districtId,
        s: scope.scopeId,
        request: `r${requests}`,
        status: 'done',
        failure: null,
        part: null,
        ...values,
        counts: JSON.stringify(values.counts ?? {}),
      },
    );
    return run?.run_id as number;
  }
  const guardians = (changes: object = {}) => ({
    rows: { ...rows, ...changes },
    guardians: noCounts,
    guardianLinks: noCounts,
    students: { named: 8, known: 6 },
  });
  async function insertFindings(run: number, findings: [string, string, number | null, object?][]): Promise<void> {
    for (const [severity, code, line, details] of findings) {
      await db('run_finding').insert({
        district_id: scope.districtId,
        run_id: run,
        step: 'x',
        severity,
        code,
        line,
        message: `${code} ${line}`,
        details: JSON.stringify(details ?? {}),
      });
    }
  }

  it('says whether the rows add up, and the match rate', async () => {
    const right = await runReport(db, await insertRun({ counts: { guardians: guardians() } }));
    assert.equal(right.rowsAddUp, true);
    assert.deepEqual(right.students, { named: 8, known: 6, rate: 0.75 });
    const wrong = await runReport(db, await insertRun({ counts: { guardians: guardians({ applied: 4 }) } }));
    assert.equal(wrong.rowsAddUp, false);
    const none = await runReport(db, await insertRun());
    assert.deepEqual([none.rows, none.rowsAddUp, none.students, none.file], [null, null, null, null]);
  });

  it('lists the first findings of each code, errors first, and counts all of them', async () => {
    const run = await insertRun({ status: 'done_with_warnings' });
    await insertFindings(run, [
      ['notice', 'column-ignored', null],
      ['warning', 'phone-invalid', 9],
      ['error', 'row-bad-quote', 12],
      ['error', 'row-bad-quote', 3],
      ['error', 'row-bad-quote', 7],
      ['warning', 'student-unknown', 4],
      ['warning', 'student-unknown', null, { more: 500 }],
    ]);
    const { findings, sentence } = await runReport(db, run, { findingsPerCode: 2 });
    assert.deepEqual(findings.total, { error: 3, warning: 502, notice: 1 });
    assert.deepEqual(findings.byCode, {
      'column-ignored': 1,
      'phone-invalid': 1,
      'row-bad-quote': 3,
      'student-unknown': 501,
    });
    assert.deepEqual(
      findings.list.map(({ code, line }) => `${code} ${line}`),
      [
        'row-bad-quote 3',
        'row-bad-quote 7',
        'phone-invalid 9',
        'student-unknown 4',
        'student-unknown null',
        'column-ignored null',
      ],
    );
    assert.match(sentence, /3 errors and 502 warnings/);
  });

  it('tells how far a running run is', async () => {
    const run = await insertRun({ status: 'running' });
    const ids = { district_id: scope.districtId, run_id: run };
    for (const batch of [0, 1]) {
      const times = { started_at: `2026-01-01T00:00:0${batch}Z`, finished_at: `2026-01-01T00:00:0${batch + 1}Z` };
      await db('run_step').insert({ ...ids, step: 'parseGuardianBatch', batch, result: '{}', ...times });
    }
    await db('run_progress').insert({ ...ids, step: 'parseGuardianBatch', done: 50, total: 100 });
    const { steps, sentence } = await runReport(db, run);
    assert.equal(sentence, `Run ${run} is still running.`);
    assert.deepEqual(steps, [
      {
        step: 'parseGuardianBatch',
        batches: 2,
        startedAt: '2026-01-01T00:00:00.000Z',
        finishedAt: null,
        seconds: null,
        progress: { done: 50, total: 100 },
      },
    ]);
    await query(db, `update run set status = 'done' where run_id = :run`, { run });
    const [step] = (await runReport(db, run)).steps;
    assert.deepEqual([step?.seconds, step?.progress], [2, null]);
  });

  it('has a sentence for every status', async () => {
    const expected: [string, RegExp][] = [
      ['done', /Nothing had changed/],
      ['threshold', /removals/],
      ['held', /not applied/],
      ['needs_attention', /the roster failed, and nothing of it was applied/],
      ['cancelled', /canceled/],
      ['failed', /failed/],
    ];
    for (const [status, pattern] of expected) {
      const run = await insertRun({ status, failure: 'SftpAuth', part: 'roster' });
      assert.match((await runReport(db, run)).sentence, pattern, status);
    }
    const two = await insertRun({ status: 'needs_attention', failure: 'SftpAuth', part: 'roster' });
    await query(db, `update run set failed_parts = '{roster,guardians}' where run_id = :two`, { two });
    assert.equal(
      (await runReport(db, two)).sentence,
      'The sync needs attention: the roster and the guardian file failed, and nothing of them was applied.',
    );
    const applied = await insertRun({
      counts: { accounts: { created: 1, updated: 0, closed: 0, reopened: 0, merged: 0 } },
    });
    assert.match((await runReport(db, applied)).sentence, /Everything was applied/);
  });

  it('lists the runs of a scope, newest first', async () => {
    const [latest, before] = await listRuns(db, scope, 2);
    assert.ok(latest && before && latest.id > before.id);
    assert.match(latest.startedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.equal((await listRuns(db, { districtId: scope.districtId, scopeId: 0 }, 5)).length, 0);
  });

  it('knows no run that there is not', async () => {
    await assert.rejects(runReport(db, 4711), { code: 'UnknownRun' });
  });
});
