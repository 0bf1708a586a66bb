import type { StoredFile } from '../../../archives/stored-file.js';
import type { RunFinding } from '../../../runs/findings.js';
import type { FamilyRow } from '../../guardians/model.js';
import type { RosterBatch, RosterCollection, RosterRows, RosterSource } from '../../model.js';
import { columnsOf, type TableName } from '../columns.js';
import { familyRow } from '../families.js';
import { inSchools, type Org, schoolsAbove } from '../orgs.js';
import { type Course, classroomRow, enrollmentRow, schoolRow, staffRow, studentRow, termRow } from '../rows.js';
import type { RowMapper } from '../table-row.js';
import { roleInUser, type UserMapper } from '../user-roles.js';
import { isGone } from '../values.js';
import { type OneRosterPackage, openPackage } from './package.js';
import { readTable } from './read-table.js';
import type { RoleTable } from './role-table.js';
import { UsersWithRoles } from './users-with-roles.js';

/**
 * A OneRoster CSV 1.1 or 1.2 set as a roster source. Its files are full (bulk) or changes alone (delta), each by itself.
 *
 * @param received one ZIP, or the set's files
 * @param roles for the roles of a 1.2 set, while its users are read
 * @throws SyncFailure as openPackage does
 */
export async function openOneRosterCsv(received: readonly StoredFile[], roles: RoleTable): Promise<RosterSource> {
  return new OneRosterCsv(await openPackage(received), roles);
}

/** Where a table of the set is missing, its collection is empty: and an empty one archives nothing. */
const nothing: RosterBatch<never> = { file: null, rows: [], errors: [], findings: [], leftOut: 0, cursor: null };

class OneRosterCsv implements RosterSource {
  readonly #set: OneRosterPackage;
  readonly #roles: RoleTable;

  constructor(set: OneRosterPackage, roles: RoleTable) {
    this.#set = set;
    this.#roles = roles;
  }

  read<C extends RosterCollection>(collection: C, from?: string): AsyncIterable<RosterBatch<RosterRows[C]>> {
    return this.#batches(collection, from) as AsyncIterable<RosterBatch<RosterRows[C]>>;
  }

  /** Findings of users.csv are told with the students. */
  async *guardians(): AsyncGenerator<RosterBatch<FamilyRow>> {
    for await (const batch of this.#users(familyRow)) yield { ...batch, findings: [] };
  }

  #batches(collection: RosterCollection, from?: string): AsyncIterable<RosterBatch<object>> {
    switch (collection) {
      case 'schools':
        return withFindings(this.#rows('orgs', schoolRow, from), from === undefined ? this.#set.findings : []);
      case 'terms':
        return this.#rows('academicSessions', termRow, from);
      case 'classrooms':
        return this.#classrooms(from);
      case 'students':
        return this.#users(studentRow, from);
      case 'staff':
        return withoutCommonFindings(this.#users(staffRow, from));
      case 'enrollments':
        return this.#rows('enrollments', enrollmentRow, from);
    }
  }

  async *#rows<T extends TableName, Row extends object>(table: T, map: RowMapper<T, Row>, from?: string) {
    const file = this.#set.files[table];
    const changesOnly = this.#set.deltas.has(table);
    if (file) yield* readTable(file, { columns: columnsOf(table, this.#set.version), map, changesOnly }, from);
    else yield changesOnly ? { ...nothing, changesOnly } : nothing;
  }

  async *#classrooms(from?: string) {
    const findings: RunFinding[] = [];
    const courses = await this.#courses(findings);
    const references = {
      orgs: await this.#knownIds('orgs'),
      terms: await this.#knownIds('academicSessions'),
      courses,
      coursesChanged: this.#set.deltas.has('courses'),
    };
    const rows = this.#rows('classes', (row) => classroomRow(row, references), from);
    yield* withFindings(inSchools(await this.#schoolsAbove(), rows), from === undefined ? findings : []);
  }

  async *#users<Row extends object>(map: UserMapper<Row>, from?: string) {
    yield* inSchools(await this.#schoolsAbove(), this.#usersAsNamed(map, from));
  }

  async *#usersAsNamed<Row extends object>(map: UserMapper<Row>, from?: string) {
    const orgs = await this.#knownIds('orgs');
    const { files, deltas, version } = this.#set;
    const { users, roles } = files;
    if (users && version === '1.2') {
      const rolesChanged = deltas.has('roles');
      const changesOnly = rolesChanged || deltas.has('users');
      const userFiles = { users, roles, orgs, changesOnly, rolesChanged };
      return yield* new UsersWithRoles(userFiles, this.#roles).read(map, from);
    }
    const mapped: RowMapper<'users', Row> = (row) => map(row, roleInUser(row, orgs));
    yield* this.#rows('users', mapped, from);
  }

  /** A district has some hundred organizations, terms and, in the largest, a few ten thousand courses. */
  async #knownIds(table: 'orgs' | 'academicSessions'): Promise<Set<string> | null> {
    // Not all of them where the file is missing or holds changes alone.
    if (!this.#set.files[table] || this.#set.deltas.has(table)) return null;
    const ids = new Set<string>();
    const collect = this.#rows(table, (row) => {
      ids.add(row.cell('sourcedId'));
      return 'left-out';
    });
    for await (const _ of collect);
    return ids;
  }

  async #schoolsAbove(): Promise<Map<string, string>> {
    const orgs: Org[] = [];
    const collect = this.#rows('orgs', (row) => {
      if (!isGone(row.cell('status')))
        orgs.push({ id: row.cell('sourcedId'), type: row.cell('type'), parentId: row.cell('parentSourcedId') });
      return 'left-out';
    });
    for await (const _ of collect);
    return schoolsAbove(orgs);
  }

  async #courses(findings: RunFinding[]): Promise<Map<string, Course> | null> {
    if (!this.#set.files.courses) return null;
    const courses = new Map<string, Course>();
    const collect = this.#rows('courses', (row) => {
      courses.set(row.cell('sourcedId'), {
        title: row.cell('title'),
        code: row.cell('courseCode'),
        grades: row.cell('grades'),
        subjects: row.cell('subjects'),
      });
      return 'left-out';
    });
    for await (const batch of collect) findings.push(...batch.findings);
    return courses;
  }
}

/** Puts findings before those of the first batch. */
async function* withFindings<Row>(batches: AsyncIterable<RosterBatch<Row>>, findings: readonly RunFinding[]) {
  let first = findings;
  for await (const batch of batches) {
    yield first.length > 0 ? { ...batch, findings: [...first, ...batch.findings] } : batch;
    first = [];
  }
}

/** users.csv is read for students and again for staff: what is no single person's is said with the students. */
async function* withoutCommonFindings<Row extends { line: number | null }>(
  batches: AsyncIterable<RosterBatch<Row>>,
): AsyncGenerator<RosterBatch<Row>> {
  for await (const batch of batches) {
    const lines = new Set(batch.rows.map(({ line }) => line));
    yield { ...batch, findings: batch.findings.filter(({ line, column }) => column && lines.has(line ?? null)) };
  }
}
