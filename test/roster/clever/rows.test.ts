import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ApiRecord, ReceivedFeeds } from '../../../src/roster/api/model.js';
import { clever } from '../../../src/roster/clever/source.js';
import { gradeOf, schoolYearOf } from '../../../src/roster/clever/values.js';
import { dateOf } from '../../../src/roster/dates.js';
import type { RosterBatch, RosterCollection, RosterRows } from '../../../src/roster/model.js';
import { defaultSettings } from '../../../src/settings/sync-settings.js';

/** What a collection of the common roster comes to, out of Clever's collections on some pages. */
async function read<C extends RosterCollection>(
  collection: C,
  feeds: Record<string, readonly ApiRecord[]>,
  incomplete: Record<string, string> = {},
) {
  const received: ReceivedFeeds = {
    async *pages(feed) {
      const all = feeds[feed] ?? [];
      for (let at = 0; at < all.length; at += 2) yield { records: all.slice(at, at + 2), cursor: String(at) };
      yield { records: [], cursor: null };
    },
    incomplete: (feed) => incomplete[feed] ?? null,
    changesOnly: false,
  };
  const batches: RosterBatch<RosterRows[C]>[] = [];
  for await (const batch of clever.open(received, defaultSettings).read(collection)) batches.push(batch);
  return {
    rows: batches.flatMap(({ rows }) => rows),
    errors: batches.flatMap(({ errors }) => errors.map(({ sourceId }) => sourceId)),
    findings: batches.flatMap(({ findings }) => findings.map(({ code, column }) => `${code} ${column}`)),
    incomplete: batches.map((batch) => batch.incomplete ?? null),
    cursor: batches.at(-1)?.cursor,
  };
}

const user = (id: string, roles: object, more: object = {}): ApiRecord => ({
  ...{ id, district: 'D', email: 'Ana@Example.org', name: { first: ' Ana ', middle: null, last: 'Ruiz' }, roles },
  ...more,
});

describe('the common roster out of what Clever gives', () => {
  it('keeps every id of a student, under the name that OneRoster has for it', async () => {
    const student = {
      sis_id: '00123',
      student_number: 'N1',
      state_id: 'ST',
      legacy_id: 'L',
      school: 'B',
      schools: ['A', 'B'],
    };
    const { rows, findings, cursor } = await read('students', { students: [user('u1', { student })] });
    assert.deepEqual(findings, []);
    assert.equal(cursor, null);
    assert.deepEqual(rows, [
      {
        ...{ sourceId: 'u1', line: null, schoolSourceIds: ['B', 'A'], username: 'Ana@Example.org' },
        ...{ firstName: 'Ana', middleName: '', lastName: 'Ruiz', email: 'ana@example.org', phone: '', grade: '' },
        ...{
          language: '',
          studentId: '00123',
          studentNumber: 'N1',
          stateId: 'ST',
          otherIds: { SIS: '00123', legacy_id: 'L' },
        },
      },
    ]);
  });

  it('takes what is missing, null or empty for the same', async () => {
    const fields = [
      'sis_id',
      'student_number',
      'state_id',
      'grade',
      'school',
      'schools',
      'credentials',
      'legacy_id',
      'ext',
    ];
    const whole = async (value: unknown) => {
      const student = Object.fromEntries(fields.map((name) => [name, value]));
      const empty = { email: value, name: { first: 'Ana', middle: value, last: value } };
      return (await read('students', { students: [user('u1', { student }, empty)] })).rows;
    };
    const [missing, none, blank] = [await whole(undefined), await whole(null), await whole('')];
    assert.deepEqual(none, missing);
    assert.deepEqual(blank, missing);
    assert.equal(missing.length, 1);
  });

  it('makes one staff member of somebody who is several, whether lists give all roles or their own alone', async () => {
    const teacher = { sis_id: '47', school: 'A', schools: ['A'], title: 'Grade 9 English Teacher' };
    const staff = { staff_id: 'F1', schools: ['B'], title: 'Coach' };
    const admin = { title: 'Admin' };
    const all = user('u1', { teacher, staff, district_admin: admin });
    const aide = user('u2', { staff });
    const head = user('u3', { staff, district_admin: admin });
    const apart = await read('staff', {
      teachers: [user('u1', { teacher })],
      staff: [user('u1', { staff }), aide, user('u3', { staff })],
      districtAdmins: [user('u1', { district_admin: admin }), user('u3', { district_admin: admin })],
    });
    const together = await read('staff', { teachers: [all], staff: [all, aide, head], districtAdmins: [all, head] });
    assert.deepEqual(apart.rows, together.rows);
    assert.deepEqual(
      apart.rows.map((row) => [row.sourceId, row.title, row.staffNumber, row.schoolSourceIds?.join()]),
      [
        ['u1', 'teacher', '47', 'A,B'],
        ['u2', 'coach', 'F1', 'B'],
        ['u3', 'administrator', 'F1', 'B'],
      ],
    );
  });

  it('makes enrollments of sections, each with the same id every night', async () => {
    const section = {
      id: 's',
      school: 'A',
      teacher: 't1',
      teachers: ['t2', 't1', 't2'],
      students: ['x', 'y', 'x', ''],
    };
    const { rows } = await read('enrollments', { sections: [section] });
    assert.deepEqual(
      rows.map((row) => [row.sourceId, row.role, row.isPrimary]),
      [
        ['s-x', 'student', false],
        ['s-y', 'student', false],
        ['s-t1', 'teacher', true],
        ['s-t2', 'teacher', false],
      ],
    );
    const odd = await read('enrollments', {
      sections: [{ ...section, teachers: ['x'], teacher: null, students: ['x'] }],
    });
    assert.deepEqual(
      odd.rows.map((row) => row.sourceId),
      ['s-x', 's-x-teacher'],
    );
    assert.deepEqual((await read('enrollments', { sections: [{ id: 's', school: 'A' }] })).rows, []);
  });

  it('says what is wrong with a record, and of which field', async () => {
    const feeds = {
      schools: [{ id: 'A', name: 'Alcott' }],
      terms: [{ id: 't', name: 'Fall', start_date: '2026-02-31', end_date: '1/9/2027' }],
      sections: [{ id: 's1', school: 'Z', term_id: 'u', course: 'c' }, { id: 's2' }, { name: 'nobody' }],
      students: [user('u1', { student: {} }, { email: 'no address', name: {} }), { roles: { student: {} } }],
    };
    const classrooms = await read('classrooms', feeds);
    assert.deepEqual(classrooms.errors, ['s2', '']);
    assert.deepEqual(classrooms.findings, [
      'roster-orphan-reference sections.school',
      'roster-orphan-reference sections.term_id',
      'roster-orphan-reference sections.course',
      'roster-required-missing sections.school',
      'roster-required-missing sections.id',
    ]);
    const students = await read('students', feeds);
    assert.deepEqual(students.errors, ['']);
    assert.deepEqual(students.findings, [
      'roster-cell-missing students.name',
      'roster-email-invalid students.email',
      'roster-required-missing students.id',
    ]);
    const terms = await read('terms', feeds);
    assert.deepEqual(terms.findings, ['roster-date-invalid terms.start_date']);
    assert.deepEqual(terms.rows[0]!.endDate, '2027-01-09');
  });

  it('says of a collection that it may not be whole where one of its lists may not', async () => {
    const why = { districtAdmins: 'kept back' };
    assert.deepEqual(new Set((await read('staff', {}, why)).incomplete), new Set(['kept back']));
    assert.deepEqual(new Set((await read('students', {}, why)).incomplete), new Set([null]));
  });

  it('writes grades as OneRoster does', () => {
    const written = ['Kindergarten', '1', '9', '12', '13', 'PreKindergarten', 'Ungraded', 'Other', '', 'Grade 5'];
    assert.deepEqual(written.map(gradeOf), ['KG', '01', '09', '12', '13', 'PK', 'UG', 'Other', '', 'Grade 5']);
  });

  it('reads every date in both ways of writing it, and nothing else', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1990-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        (date) => {
          const iso = date.toISOString().slice(0, 10);
          const [year, month, day] = iso.split('-').map(Number);
          for (const text of [iso, date.toISOString(), `${month}/${day}/${year}`]) assert.equal(dateOf(text), iso);
        },
      ),
    );
    for (const text of ['', '2026-13-01', '31/12/2026', '2026', 'soon', '2/30/2026']) assert.equal(dateOf(text), null);
  });

  it('turns school years in summer', () => {
    const years = ['2026-08-24', '2026-12-20', '2027-01-10', '2027-06-30', ''].map((date) => schoolYearOf([date]));
    assert.deepEqual(years, ['2027', '2027', '2027', '2027', '']);
  });
});
