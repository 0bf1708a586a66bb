import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { generateDistrict, writeDistrict } from '../../../src/demo/generator/index.js';
import { groupBy, readTable } from './read-back.js';

/** Docs: OneRoster 1.1 CSV binding: the columns that may not be blank. */
const required: Record<string, readonly string[]> = {
  orgs: ['sourcedId', 'name', 'type'],
  academicSessions: ['sourcedId', 'title', 'type', 'startDate', 'endDate', 'schoolYear'],
  courses: ['sourcedId', 'title', 'orgSourcedId'],
  classes: ['sourcedId', 'title', 'courseSourcedId', 'classType', 'schoolSourcedId', 'termSourcedIds'],
  users: ['sourcedId', 'enabledUser', 'orgSourcedIds', 'role', 'username', 'givenName', 'familyName'],
  enrollments: ['sourcedId', 'classSourcedId', 'schoolSourcedId', 'userSourcedId', 'role'],
};

/** Columns that refer to another file's sourcedId, lists among them. */
const references: readonly (readonly [table: string, column: string, to: string])[] = [
  ['orgs', 'parentSourcedId', 'orgs'],
  ['academicSessions', 'parentSourcedId', 'academicSessions'],
  ['courses', 'schoolYearSourcedId', 'academicSessions'],
  ['courses', 'orgSourcedId', 'orgs'],
  ['classes', 'courseSourcedId', 'courses'],
  ['classes', 'schoolSourcedId', 'orgs'],
  ['classes', 'termSourcedIds', 'academicSessions'],
  ['users', 'orgSourcedIds', 'orgs'],
  ['enrollments', 'classSourcedId', 'classes'],
  ['enrollments', 'schoolSourcedId', 'orgs'],
  ['enrollments', 'userSourcedId', 'users'],
];

describe("The demo district's OneRoster export", () => {
  let dir: string;
  const tables: Record<string, Record<string, string>[]> = {};

  before(async () => {
    dir = await mkdtemp(path.join(tmpdir(), 'dailysync-oneroster-'));
    await writeDistrict(generateDistrict({ seed: 3 }), dir);
    for (const name of Object.keys(required)) tables[name] = await readTable(dir, name);
  });
  after(() => rm(dir, { recursive: true }));

  it('names all 13 files of OneRoster 1.1 in its manifest, and brings those it calls bulk', async () => {
    const lines = (await readFile(path.join(dir, 'manifest.csv'), 'utf8')).trimEnd().split('\r\n');
    const properties = new Map(lines.map((line) => line.split(',') as [string, string]));
    const modes = [...properties].filter(([name]) => name.startsWith('file.'));
    assert.equal(modes.length, 13);
    assert.equal(properties.get('oneroster.version'), '1.1');
    const bulk = modes.filter(([, mode]) => mode === 'bulk').map(([name]) => `${name.slice('file.'.length)}.csv`);
    const files = (await readdir(dir)).filter((name) => name !== 'manifest.csv' && name !== 'guardians.csv');
    assert.deepEqual(bulk.sort(), files.sort());
  });

  it('leaves no required cell blank, and the two that a bulk export must leave blank', () => {
    for (const [name, columns] of Object.entries(required)) {
      for (const row of tables[name]!) {
        for (const column of columns) assert.notEqual(row[column], '', `${name}.${column} of ${row.sourcedId}`);
        assert.deepEqual([row.status, row.dateLastModified], ['', '']);
      }
    }
  });

  it('refers only to records that are there, each under an id of its own', () => {
    const ids = Object.fromEntries(
      Object.entries(tables).map(([name, rows]) => [name, new Set(rows.map((row) => row.sourcedId))]),
    );
    for (const [name, rows] of Object.entries(tables)) assert.equal(ids[name]!.size, rows.length, name);
    for (const [table, column, to] of references) {
      for (const row of tables[table]!) {
        for (const id of row[column]!.split(',').filter((part) => part !== '')) {
          assert.ok(ids[to]!.has(id), `${table}.${column}: ${id}`);
        }
      }
    }
  });

  it('gives every class a teacher and students, and every student classes', () => {
    const byClass = groupBy(tables.enrollments!, (row) => row.classSourcedId);
    for (const { sourcedId } of tables.classes!) {
      const roles = (byClass.get(sourcedId) ?? []).map(({ role }) => role);
      assert.equal(roles.filter((role) => role === 'teacher').length, 1);
      assert.ok(roles.includes('student'));
    }
    const enrolled = new Set(tables.enrollments!.map((row) => row.userSourcedId));
    for (const { sourcedId, role } of tables.users!) {
      if (role === 'student' || role === 'teacher') assert.ok(enrolled.has(sourcedId), `${role} ${sourcedId}`);
    }
  });
});
