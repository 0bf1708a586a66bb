import type { ApiRecord, ReceivedFeeds } from '../../api/model.js';
import type { FamilyRow } from '../../guardians/model.js';
import type { RosterBatch, RosterCollection, RosterRows, RosterSource } from '../../model.js';
import type { TableName } from '../columns.js';
import { familyRow } from '../families.js';
import { inSchools, type Org, schoolsAbove } from '../orgs.js';
import {
  type Course,
  classroomRow,
  enrollmentRow,
  type References,
  schoolRow,
  staffRow,
  studentRow,
  termRow,
} from '../rows.js';
import { RowsInError } from '../rows-in-error.js';
import type { UserMapper } from '../user-roles.js';
import { isGone } from '../values.js';
import type { OneRosterFeed } from './api.js';
import { batchOf, type Mapper } from './batch.js';
import { recordsUnusable } from './failures.js';
import { textOf } from './record-row.js';
import { rolesOfRecord } from './user-roles.js';

const feedOf = {
  schools: 'orgs',
  terms: 'academicSessions',
  classrooms: 'classes',
  students: 'users',
  staff: 'users',
  enrollments: 'enrollments',
} as const satisfies Record<RosterCollection, OneRosterFeed>;

/** The common roster out of OneRoster's collections, 1.1 or 1.2. */
export class OneRosterRecords implements RosterSource {
  readonly #received: ReceivedFeeds;

  constructor(received: ReceivedFeeds) {
    this.#received = received;
  }

  async *read<C extends RosterCollection>(collection: C, from?: string): AsyncGenerator<RosterBatch<RosterRows[C]>> {
    const incomplete = this.#received.incomplete(feedOf[collection]);
    const batches = this.#batches(collection, from) as AsyncGenerator<RosterBatch<RosterRows[C]>>;
    for await (const batch of batches) yield incomplete === null ? batch : { ...batch, incomplete };
  }

  /** Findings of users are told with the students. */
  async *guardians(): AsyncGenerator<RosterBatch<FamilyRow>> {
    const incomplete = this.#received.incomplete('users');
    for await (const batch of this.#users(familyRow))
      yield { ...batch, findings: [], ...(incomplete === null ? {} : { incomplete }) };
  }

  async *#batches(collection: RosterCollection, from?: string): AsyncGenerator<RosterBatch<object>> {
    switch (collection) {
      case 'schools':
        return yield* this.#feed('orgs', schoolRow, from);
      case 'terms':
        return yield* this.#feed('academicSessions', termRow, from);
      case 'classrooms': {
        const references = await this.#references();
        const classes = this.#feed('classes', (row) => classroomRow(row, references), from);
        return yield* inSchools(await this.#schoolsAbove(), classes);
      }
      case 'students':
        return yield* this.#users(studentRow, from);
      case 'staff':
        return yield* withoutCommonFindings(this.#users(staffRow, from));
      case 'enrollments':
        return yield* this.#feed('enrollments', enrollmentRow, from);
    }
  }

  async *#users<Row extends object>(map: UserMapper<Row>, from?: string): AsyncGenerator<RosterBatch<Row>> {
    const orgs = await this.#ids('orgs');
    const mapped: Mapper<'users', Row> = (row, record) => {
      const roles = rolesOfRecord(row, record, orgs);
      return typeof roles === 'string' ? roles : map(row, roles);
    };
    yield* inSchools(await this.#schoolsAbove(), this.#feed('users', mapped, from));
  }

  /** A feed's records as batches. Among changes alone, a record that is none of the collection's no longer is one. */
  async *#feed<T extends TableName & OneRosterFeed, Row extends object>(
    feed: T,
    map: Mapper<T, Row>,
    from?: string,
  ): AsyncGenerator<RosterBatch<Row>> {
    let read = 0;
    const inError = new RowsInError();
    for await (const { records, cursor } of this.#received.pages(feed, from)) {
      const { leftOutIds, ...batch } = batchOf(feed, records, map, inError);
      read += records.length;
      if (cursor === null && inError.tooMany(read)) throw recordsUnusable(feed, inError, read);
      yield { ...batch, cursor, ...(this.#received.changesOnly ? { changesOnly: true, removed: leftOutIds } : {}) };
    }
  }

  async *#records(feed: OneRosterFeed): AsyncGenerator<ApiRecord> {
    for await (const { records } of this.#received.pages(feed))
      for (const record of records) if (!isGone(textOf(record.status))) yield record;
  }

  /** Where courses are missing, as one night they may be, what classrooms say of them stays as stored. */
  async #references(): Promise<References> {
    const courses = await this.#courses();
    const terms = await this.#ids('academicSessions');
    return {
      orgs: await this.#ids('orgs'),
      terms: terms && terms.size > 0 ? terms : null,
      courses,
      coursesChanged: courses.size === 0 || this.#received.incomplete('courses') !== null,
    };
  }

  /** A district has some hundred organizations and terms. null: not all of them are known. */
  async #ids(feed: 'orgs' | 'academicSessions'): Promise<Set<string> | null> {
    if (this.#received.incomplete(feed) !== null) return null;
    const ids = new Set<string>();
    for await (const record of this.#records(feed)) ids.add(textOf(record.sourcedId));
    return ids;
  }

  async #schoolsAbove(): Promise<Map<string, string>> {
    const orgs: Org[] = [];
    for await (const { sourcedId, type, parent } of this.#records('orgs'))
      orgs.push({ id: textOf(sourcedId), type: textOf(type), parentId: textOf(parent) });
    return schoolsAbove(orgs);
  }

  /** In the largest districts a few ten thousand. */
  async #courses(): Promise<Map<string, Course>> {
    const courses = new Map<string, Course>();
    for await (const { sourcedId, title, courseCode, grades, subjects } of this.#records('courses'))
      courses.set(textOf(sourcedId), {
        title: textOf(title),
        code: textOf(courseCode),
        grades: textOf(grades),
        subjects: textOf(subjects),
      });
    return courses;
  }
}

/** Users are read for students and again for staff: what is no single member's of staff is said with the students. */
async function* withoutCommonFindings<Row extends { sourceId: string }>(
  batches: AsyncIterable<RosterBatch<Row>>,
): AsyncGenerator<RosterBatch<Row>> {
  for await (const batch of batches) {
    const ids = new Set<unknown>(batch.rows.map(({ sourceId }) => sourceId));
    yield { ...batch, findings: batch.findings.filter(({ details }) => ids.has(details?.id)) };
  }
}
