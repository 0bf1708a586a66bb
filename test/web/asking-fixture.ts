import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import type { Fixture } from './fixture.js';

/**
 * A third run, which waits: two links and a student are withheld; and its findings speak of a contact change, of accounts
 * that became one, parted and opened again, and of a shared email.
 *
 * @param status `held`: its guardian file is on hold, too; `needs_attention`: reading the roster failed, too
 */
export async function insertAskingRun(
  db: Knex,
  { districtId, scopeId, students }: Fixture,
  status: 'threshold' | 'held' | 'needs_attention' = 'threshold',
): Promise<number> {
  const held =
    status === 'held' ? { guardians: { held: [{ code: 'match-rate', figure: 61, message: heldBecause }] } } : null;
  const [run] = await query<{ run_id: number }>(
    db,
    `insert into run (district_id, scope_id, request_id, status, requested_by, settings, counts, file, held, failure_code,
       failure_message, failed_step, started_at, finished_at)
     select district_id, scope_id, cast(:request as text), cast(:status as text), 'schedule', settings,
       jsonb_set(counts, '{guardians,guardianLinks,triedToArchive}', '{"count": 2, "percent": 25.5}'), file,
       cast(:held as jsonb), cast(:code as text), cast(:message as text), cast(:part as text), started_at, finished_at
     from run where district_id = :districtId and request_id = 'r1' returning run_id`,
    {
      ...{ districtId, status, request: `asks-${status}`, held: held && JSON.stringify(held) },
      ...(status === 'needs_attention'
        ? { code: 'SftpAuth', message: 'The server refused the login. Enter login and password again.', part: 'roster' }
        : { code: null, message: null, part: null }),
    },
  );
  const runId = run!.run_id;
  const values = { districtId, scopeId, runId };
  for (const [step, result] of [
    ['applyRoster', {}],
    ['reconcileGuardians', held?.guardians ?? {}],
  ] as const) {
    await query(
      db,
      `insert into run_step (district_id, run_id, step, result, started_at) values (:districtId, :runId, :step, cast(:result as jsonb), now())`,
      { ...values, step, result: JSON.stringify(result) },
    );
  }
  await query(
    db,
    `insert into withheld (district_id, scope_id, kind, entity_id, student_id, run_id, reason)
     select district_id, scope_id, 'guardianLinks', guardian_id, student_id, cast(:runId as bigint), 'threshold'
     from guardian_link where district_id = :districtId and guardian_id = (select min(guardian_id) from guardian where district_id = :districtId)
     union all select cast(:districtId as int), cast(:scopeId as bigint), 'students', cast(:student as bigint), 0, cast(:runId as bigint), 'errors'
     on conflict do nothing`,
    { ...values, student: students[1] },
  );
  const idOf = async (name: string): Promise<number> =>
    (await db('guardian').where({ district_id: districtId, first_name: name }).select('guardian_id as id'))[0].id;
  const [ana, jose] = [await idOf('Ana'), await idOf('José')];
  const account = async (name: string): Promise<number> => {
    const [made] = await db('account')
      .insert({ district_id: districtId, name, email: 'ana.ruiz@example.org', created_run: runId, changed_run: runId })
      .returning('account_id as id');
    return made.id;
  };
  const [one, two] = [await account('Ana M. Ruiz'), await account('Luis Ortega')];
  const findings: [code: string, message: string, details: object][] = [
    ['possible-contact-change', 'Possible contact change.', { student: students[0], before: jose, after: ana }],
    ['account-merged', 'Two accounts became one.', { account: one, into: two }],
    ['account-split', 'A role has an account of its own.', { from: one, account: two, kind: 'guardian', id: ana }],
    ['account-reopened', 'A closed account is open again.', { account: two }],
    ['shared-email', '2 accounts have the same email.', { accounts: [one, two], count: 22 }],
  ];
  for (const [code, message, details] of findings) {
    await db('run_finding').insert({
      ...{ district_id: districtId, run_id: runId, step: 's', severity: 'notice', code, message },
      details: JSON.stringify(details),
    });
  }
  return runId;
}

const heldBecause =
  'Only 39 of 100 students of the file are in the roster (39 %). With the student number in place of the source id it would be 98 %.';

/** A dry run that went through, and a revert of the first run: what their last steps say. */
export async function insertOtherKinds(
  db: Knex,
  { districtId, runId }: Fixture,
): Promise<[dry: number, revert: number]> {
  const contact = { email: 'ana@lake.example', mobile_phone: '+12075550142' };
  const changes = {
    total: [
      { entity: 'guardian', action: 'update', count: 7 },
      { entity: 'guardian', action: 'create', count: 1 },
      { entity: 'guardian_link', action: 'archive', count: 2 },
    ],
    list: [
      {
        entity: 'guardian',
        action: 'update',
        name: 'Ana Ruiz',
        line: 4,
        before: contact,
        after: { email: '', mobile_phone: '' },
      },
      { entity: 'guardian', action: 'create', name: 'Petr Novak', line: 9, before: {}, after: contact },
      { entity: 'guardian_link', action: 'archive', name: 'José Ruiz, Sofía Ruiz', line: null, before: {}, after: {} },
    ],
    blobId: 'b',
  };
  const findings = { total: { error: 0, warning: 0, notice: 0 }, byCode: {}, list: [] };
  const dry = await insertKind(db, districtId, 'preview', 'previewRun', { outcome: {}, findings, changes });
  const kinds = {
    guardian: { restored: 12, withdrawn: 3, kept: 1 },
    guardian_link: { restored: 2, withdrawn: 0, kept: 0 },
  };
  return [dry, await insertKind(db, districtId, 'revert', 'revertRun', { run: runId, kinds })];
}

async function insertKind(db: Knex, districtId: number, kind: string, step: string, result: object): Promise<number> {
  const [run] = await query<{ run_id: number }>(
    db,
    `insert into run (district_id, scope_id, request_id, kind, status, requested_by, settings, counts, file, started_at, finished_at)
     select district_id, scope_id, cast(:kind as text), cast(:kind as text), 'done', 'Ada Admin', settings,
       case when cast(:kind as text) = 'revert' then '{}' else counts end,
       case when cast(:kind as text) = 'revert' then null else file end, started_at, finished_at
     from run where district_id = :districtId and request_id = 'r1' returning run_id`,
    { districtId, kind },
  );
  await db('run_step').insert({
    ...{ district_id: districtId, run_id: run!.run_id, step, started_at: '2026-11-24T07:00:00Z' },
    ...{ finished_at: '2026-11-24T07:00:04Z', result: JSON.stringify(result) },
  });
  return run!.run_id;
}
