import assert from 'node:assert/strict';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Knex } from 'knex';
import { exportScope } from '../../src/export/export.js';
import type { Scope } from '../../src/settings/scopes.js';
import { createTestDatabase } from '../support/database.js';
import { insertDistrict } from './records.js';

const files = [
  'accounts.csv',
  'classrooms.csv',
  'enrollments.csv',
  'guardian_links.csv',
  'guardians.csv',
  'roles.csv',
  'schools.csv',
  'staff.csv',
  'student_attributes.csv',
  'students.csv',
  'terms.csv',
];

describe('the export', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let root: string;
  let lake: Scope;
  let mirror: Scope;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
    root = mkdtempSync(path.join(tmpdir(), 'dailysync-export-'));
    lake = await insertDistrict(db, 'lake');
    mirror = await insertDistrict(db, 'mirror', { reverse: true });
  });
  after(async () => {
    rmSync(root, { recursive: true });
    await drop();
  });

  const write = async (scope: Scope, name: string, stable: boolean) => {
    const folder = path.join(root, name);
    return { folder, written: await exportScope(db, scope, folder, { stable }) };
  };
  const contents = (folder: string) =>
    Object.fromEntries(readdirSync(folder).map((file) => [file, readFileSync(path.join(folder, file), 'utf8')]));
  const rows = (folder: string, name: string) =>
    parse(readFileSync(path.join(folder, `${name}.csv`)), { columns: true }) as Record<string, string>[];

  it('writes every kind of record, active and archived, for this user alone', async () => {
    const { folder, written } = await write(lake, 'all', false);
    assert.deepEqual(readdirSync(folder).sort(), files);
    assert.deepEqual(
      Object.fromEntries(written.map(({ file, records }) => [file, records])),
      Object.fromEntries(files.map((file) => [file, rows(folder, file.slice(0, -4)).length])),
    );
    assert.equal(statSync(path.join(folder, 'guardians.csv')).mode & 0o777, 0o600);
    const [bob] = rows(folder, 'guardians').filter(({ state }) => state === 'archived');
    assert.equal(bob?.email, 'bob@lake.example');
    assert.equal(bob?.archived_at, '2026-01-02T03:04:05.000Z');
    const [link] = rows(folder, 'guardian_links').filter(({ state }) => state === 'ended');
    assert.equal(link?.end_reason, 'absent');
    assert.deepEqual(
      rows(folder, 'student_attributes').map(({ student_sis_id, attribute, value, state, end_reason }) => [
        ...[student_sis_id, attribute, value, state, end_reason],
      ]),
      [
        ['00s1', 'Bus Route', "'=7", 'active', ''],
        ['00s2', 'Bus Route', '12', 'ended', 'cleared'],
      ],
    );
  });

  it('twice gives the same files', async () => {
    for (const stable of [true, false]) {
      const first = await write(lake, `first-${stable}`, stable);
      const second = await write(lake, `second-${stable}`, stable);
      assert.deepEqual(contents(first.folder), contents(second.folder));
    }
  });

  it('as stable is the same for the same data under other ids', async () => {
    const one = contents((await write(lake, 'lake', true)).folder);
    const other = contents((await write(mirror, 'mirror', true)).folder);
    // A district's short name is no part of its records.
    assert.deepEqual(one, other);
    const ours = contents((await write(mirror, 'mirror-ids', false)).folder);
    assert.notDeepEqual(one, ours);
    assert.match(one['students.csv'] ?? '', /^source_id,sis_id,/);
    assert.doesNotMatch(Object.values(one).join('\n'), /_run|_at\b|_line\b|\d{4}-\d\d-\d\dT/);
  });

  it('sees what changed', async () => {
    const before = contents((await write(lake, 'before', true)).folder);
    await db('guardian').where({ district_id: lake.districtId, sis_id: 'G1' }).update({ home_phone: '+15005550199' });
    const after = contents((await write(lake, 'after', true)).folder);
    assert.deepEqual(
      files.filter((file) => before[file] !== after[file]),
      ['guardians.csv'],
    );
  });

  it('tells people with one account, and those of one name apart', async () => {
    const { folder } = await write(lake, 'people', true);
    const accounts = rows(folder, 'accounts');
    const [ana, merged] = accounts.filter(({ name }) => name === 'Ana Ruiz');
    assert.equal(ana?.roles, 'staff p1; guardian G1');
    assert.equal(merged?.merged_into, ana?.account);
    assert.equal(merged?.state, 'closed');
    const mias = accounts.filter(({ name }) => name === 'Mia Lopez');
    assert.deepEqual(
      mias.map(({ account, roles }) => [account, roles]),
      [
        ['Mia Lopez', 'guardian Mia Lopez | of s2'],
        ['Mia Lopez #2', 'guardian Mia Lopez | of s3'],
      ],
    );
    assert.deepEqual(
      rows(folder, 'roles').map(({ person, account }) => [person, account]),
      [
        ['G1', 'ana ruiz | ana@lake.example | +15005550100'],
        ['Mia Lopez | of s2', 'Mia Lopez'],
        ['Mia Lopez | of s3', 'Mia Lopez #2'],
        ['p1', 'ana ruiz | ana@lake.example | +15005550100'],
      ],
    );
  });

  it('keeps spreadsheets from running cells, and leaves phone numbers as they are', async () => {
    const { folder } = await write(lake, 'cells', true);
    assert.equal(rows(folder, 'classrooms')[0]?.name, `'=2+3`);
    const bob = rows(folder, 'guardians').find(({ email }) => email === 'bob@lake.example');
    assert.deepEqual([bob?.first_name, bob?.last_name], [`'@Bob`, `'-`]);
    assert.equal(rows(folder, 'staff')[0]?.credential_phone, '+15005550100');
    assert.equal(rows(folder, 'students')[0]?.last_name, 'Ruiz, Jr.');
  });

  it('leaves other files of the folder alone, and none half-written', async () => {
    const folder = path.join(root, 'mine');
    await exportScope(db, lake, folder, { stable: true });
    writeFileSync(path.join(folder, 'notes.txt'), 'mine');
    writeFileSync(path.join(folder, 'students.csv'), 'old');
    const stop = new AbortController();
    const broken = exportScope(db, lake, folder, {
      stable: true,
      signal: stop.signal,
      onFile: ({ file }) => file === 'staff.csv' && stop.abort(new Error('stopped')),
    });
    await assert.rejects(broken, /stopped/);
    assert.equal(readFileSync(path.join(folder, 'students.csv'), 'utf8'), 'old');
    await exportScope(db, lake, folder, { stable: true });
    assert.notEqual(readFileSync(path.join(folder, 'students.csv'), 'utf8'), 'old');
    assert.deepEqual(readdirSync(folder).sort(), [...files, 'notes.txt'].sort());
    assert.equal(readFileSync(path.join(folder, 'notes.txt'), 'utf8'), 'mine');
  });

  it('says when the folder is a file, or its disk is full', async () => {
    const file = path.join(root, 'file');
    writeFileSync(file, '');
    await assert.rejects(exportScope(db, lake, file, { stable: true }), { code: 'ExportFolder' });

    const full = path.join(root, 'full');
    mkdirSync(full);
    symlinkSync('/dev/full', path.join(full, '.students.csv.part'));
    await assert.rejects(exportScope(db, lake, full, { stable: true }), { code: 'ExportFolder', message: /ENOSPC/ });
    assert.deepEqual(readdirSync(full), []);
  });
});
