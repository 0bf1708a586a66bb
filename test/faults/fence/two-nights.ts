import assert from 'node:assert/strict';
import { dailySyncId, guardianSyncId } from '../../../src/contract/ids.js';
import { query } from '../../../src/db/sql-files.js';
import { requestSync } from '../../../src/requests/start-sync.js';
import { changedTwice, lastTraces, type RunTraces } from '../../support/changes.js';
import { firstDifference, stableExport } from '../../support/export.js';
import { type Holds, installHolds } from '../../support/holds.js';
import { runsOf } from '../../support/runs.js';
import { insertStudents } from '../../support/students.js';
import { createTestSystem, type TestSystem } from '../../support/system.js';

const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship';
const count = 300;

/** Read in batches of this size, a file has three. */
export const rowsPerBatch = 100;

function file(row: (n: number) => string | null): string {
  const rows = Array.from({ length: count }, (_, i) => row(i + 1)).filter((each) => each !== null);
  return `${[header, ...rows].join('\n')}\n`;
}

const guardian = (n: number, name: string) =>
  `S${n},G${Math.ceil(n / 2)},Ana,${name},g${Math.ceil(n / 2)}@example.org,,`;

export const firstNight = file((n) => `${guardian(n, 'Ruiz')}Mother`);
/** Updates, ends and additions in every batch, too few for a hold or a threshold; a row in error for a finding. */
export const secondNight = file((n) => {
  if (n % 20 === 0) return null;
  if (n === 150) return ',G75,Ana,Ruiz,,,Mother';
  return n % 15 === 0
    ? `S${n},N${n},New,Guardian,n${n}@example.org,,Aunt`
    : `${guardian(n, Math.ceil(n / 2) % 10 === 0 ? 'Silva' : 'Ruiz')}Mother`;
});
/** Staged whole, and then refused at the reconcile. */
export const refusedFile = file((n) => `,G${n},,,nobody,,`);

/** A district whose first night is behind it, in a folder of its own. */
export async function afterFirstNight(system: TestSystem, name: string): Promise<TestSystem> {
  const district = await system.withDistrict(name);
  await district.set({ 'roster.source': 'none' });
  await insertStudents(district.db, district.scope, count);
  await district.putFile('guardians.csv', firstNight);
  await startSync(district);
  await parent(district).result();
  await district.putFile('guardians.csv', secondNight);
  return district;
}

export async function startSync(district: TestSystem, requestId?: string): Promise<void> {
  const id = requestId === undefined ? {} : { requestId };
  await requestSync(district.db, district.client, district.queues, {
    scope: district.scope,
    requestedBy: requestId ?? 'the test',
    ...id,
  });
}

export const parent = ({ client, scope }: TestSystem) => client.workflow.getHandle(dailySyncId(scope));
export const child = ({ client, scope }: TestSystem) => client.workflow.getHandle(guardianSyncId(scope));

/** A system whose workers run until it is stopped, and where steps can be held. */
export interface HeldSystem {
  system: TestSystem;
  holds: Holds;
  expected: Expected;
  stop(): Promise<void>;
}

export async function startHeldSystem(options: { waitSeconds?: number } = {}): Promise<HeldSystem> {
  const system = await createTestSystem();
  const holds = await installHolds(system.db, system.databaseUrl);
  let stopWorkers = () => {};
  const stopped = new Promise<void>((resolve) => {
    stopWorkers = resolve;
  });
  const workers = system.withWorkers(() => stopped, { rowsPerBatch, ...options });
  const expected = await undisturbed(system, 'undisturbed');
  const stop = async () => {
    stopWorkers();
    await workers;
    await holds.close();
    await system.stop();
  };
  return { system, holds, expected, stop };
}

/** What an undisturbed second night comes to. */
export interface Expected {
  exported: string;
  traces: RunTraces;
}

export async function undisturbed(system: TestSystem, name: string): Promise<Expected> {
  const district = await afterFirstNight(system, name);
  await startSync(district);
  await parent(district).result();
  const expected = { exported: await stableExport(district), traces: await lastTraces(district) };
  assert.ok(expected.traces.changes.length > 40, 'the second night changes something');
  assert.ok(expected.traces.findings.length > 0, 'the second night has a finding');
  return expected;
}

/** The second night came to the same, as one run that wrote nothing twice. */
export async function assertUndisturbed(district: TestSystem, expected: Expected, runs = 2): Promise<void> {
  assert.equal(firstDifference(await stableExport(district), expected.exported), null);
  assert.deepEqual(await lastTraces(district), expected.traces);
  assert.deepEqual(await changedTwice(district), []);
  assert.deepEqual(
    (await runsOf(district)).map(({ status }) => status),
    ['done', ...Array(runs - 1).fill('done_with_warnings')],
  );
  assert.deepEqual(await twice(district), []);
}

/** Accounts of one email (the key here), findings of one line and code, and stored files that stand twice. */
async function twice({ db, scope }: TestSystem): Promise<object[]> {
  return query(
    db,
    `with mine as (select district_id, scope_id from scope where slug = :scope),
       runs as (select run.district_id, run_id from run join mine using (district_id, scope_id))
     select 'account' as what, email as which from account join mine using (district_id)
       where closed_at is null and email <> '' group by email having count(*) > 1
     union all
     select 'finding', concat_ws(' ', run_id, code, line) from run_finding join runs using (district_id, run_id)
       group by run_id, code, line having count(*) > 1
     union all
     select 'blob', concat_ws(' ', run_id, sha256) from blob join runs using (district_id, run_id)
       group by run_id, sha256 having count(*) > 1`,
    { scope },
  );
}

/** Which Temporal executions held the fence of a run, by workflow: how often it was taken over. */
export async function fenceAttempts({ db, scope }: TestSystem): Promise<Record<string, number>> {
  const rows = await query<{ workflow_id: string; attempt: number }>(
    db,
    `select workflow_id, attempt from run_execution join run using (district_id, run_id)
     join scope using (district_id, scope_id)
     where slug = :scope and run_id = (select max(run_id) from run join scope using (district_id, scope_id) where slug = :scope)`,
    { scope },
  );
  return Object.fromEntries(rows.map(({ workflow_id, attempt }) => [workflow_id.split('/')[2] ?? 'parent', attempt]));
}
