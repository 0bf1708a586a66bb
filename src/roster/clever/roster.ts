import type { ApiRecord, ReceivedFeeds } from '../api/model.js';
import type { FamilyRow } from '../guardians/model.js';
import type { RosterBatch, RosterCollection, RosterRows, RosterSource } from '../model.js';
import { batchOf, type RecordMapper } from './batch.js';
import { type Changes, changedBatch, changedEnrollments, changesOf } from './changes.js';
import { familyRow } from './families.js';
import type { FeedName } from './feeds.js';
import { classroomRow, enrollmentRows, type References, schoolRow, staffRow, studentRow, termRow } from './rows.js';
import { idOf, objectIn, textIn } from './values.js';

/** Records that a collection's absences depend on: where one of these may not be whole, it may not be either. */
const feedsOf = {
  schools: ['schools'],
  terms: ['terms'],
  classrooms: ['sections'],
  students: ['students'],
  staff: ['teachers', 'staff', 'districtAdmins'],
  enrollments: ['sections'],
} as const satisfies Record<RosterCollection, readonly FeedName[]>;

/** The common roster out of Clever's collections. docs/roster-sources.md says which column is which field. */
export class CleverRoster implements RosterSource {
  readonly #received: ReceivedFeeds;

  constructor(received: ReceivedFeeds) {
    this.#received = received;
  }

  async *read<C extends RosterCollection>(collection: C, from?: string): AsyncGenerator<RosterBatch<RosterRows[C]>> {
    const changes = await changesOf(this.#received);
    if (changes) return yield (await this.#changed(changes, collection)) as RosterBatch<RosterRows[C]>;
    const batches = this.#batches(collection, from) as AsyncGenerator<RosterBatch<RosterRows[C]>>;
    const incomplete = feedsOf[collection].map((feed) => this.#received.incomplete(feed)).find((why) => why !== null);
    for await (const batch of batches) yield incomplete ? { ...batch, incomplete } : batch;
  }

  /** Contacts: read whole every night, events or not. */
  async *guardians(): AsyncGenerator<RosterBatch<FamilyRow>> {
    const incomplete = this.#received.incomplete('contacts');
    for await (const batch of this.#feed('contacts', familyRow)) yield incomplete ? { ...batch, incomplete } : batch;
  }

  #batches(collection: RosterCollection, from?: string): AsyncGenerator<RosterBatch<object>> {
    switch (collection) {
      case 'schools':
        return this.#feed('schools', schoolRow, from);
      case 'terms':
        return this.#feed('terms', termRow, from);
      case 'classrooms':
        return this.#classrooms(from);
      case 'students':
        return this.#feed('students', studentRow, from);
      case 'staff':
        return this.#staff();
      case 'enrollments':
        return this.#feed('sections', enrollmentRows, from);
    }
  }

  async #changed(changes: Changes, collection: RosterCollection): Promise<RosterBatch<object>> {
    switch (collection) {
      case 'schools':
      case 'terms':
        return this.#besideEvents(changes, collection);
      case 'classrooms': {
        const references = await this.#references();
        return changedBatch(changes, 'sections', (section, note) => classroomRow(section, references, note));
      }
      case 'students':
        return changedBatch(changes, 'users', studentRow);
      case 'staff':
        return changedBatch(changes, 'users', staffRow);
      case 'enrollments':
        return changedEnrollments(changes);
    }
  }

  /** These were read whole all the same; gone is what an event says so of. */
  async #besideEvents(changes: Changes, collection: 'schools' | 'terms'): Promise<RosterBatch<object>> {
    const records: ApiRecord[] = [];
    for await (const record of this.#records(collection)) records.push(record);
    const present = new Set(records.map((record) => idOf(record)));
    const { removed = [] } = changedBatch<object>(changes, collection, () => 'error');
    return {
      ...batchOf<object>(records, collection === 'schools' ? schoolRow : termRow, collection),
      changesOnly: true,
      removed: removed.filter((id) => !present.has(id)),
    };
  }

  /** A feed's pages as batches; one even where there are none. */
  async *#feed<Row extends object>(feed: FeedName, map: RecordMapper<Row>, from?: string) {
    let last: string | null | undefined;
    for await (const { records, cursor } of this.#received.pages(feed, from)) {
      last = cursor;
      yield { ...batchOf(records, map, feed), cursor };
    }
    if (last !== null) yield batchOf<Row>([], map, feed);
  }

  async *#classrooms(from?: string) {
    const references = await this.#references();
    yield* this.#feed('sections', (section, note) => classroomRow(section, references, note), from);
  }

  async #references(): Promise<References> {
    return {
      schools: await this.#ids('schools'),
      terms: await this.#ids('terms'),
      courses: await this.#courses(),
    };
  }

  /**
   * People who are several come with the list of each role that they have. Those who don't teach are held until the
   * teachers are read: the fewer.
   */
  async *#staff(): AsyncGenerator<RosterBatch<object>> {
    const others = new Map<string, ApiRecord>();
    for (const feed of ['staff', 'districtAdmins'] as const) {
      for await (const user of this.#records(feed)) {
        const id = idOf(user);
        others.set(id, joined(others.get(id), user));
      }
    }
    const map: RecordMapper<object> = (user, note) => {
      const whole = joined(others.get(idOf(user)), user);
      others.delete(idOf(user));
      return staffRow(whole, note);
    };
    for await (const batch of this.#feed('teachers', map)) yield { ...batch, cursor: 'teachers' };
    yield batchOf([...others.values()], staffRow, 'staff');
  }

  async *#records(feed: FeedName): AsyncGenerator<ApiRecord> {
    for await (const { records } of this.#received.pages(feed)) yield* records;
  }

  /** A district has some hundred schools and terms, and in the largest a few ten thousand courses. */
  async #ids(feed: 'schools' | 'terms'): Promise<Set<string>> {
    const ids = new Set<string>();
    for await (const record of this.#records(feed)) ids.add(idOf(record));
    return ids;
  }

  async #courses(): Promise<References['courses']> {
    const courses = new Map<string, { name: string; number: string }>();
    for await (const course of this.#records('courses')) {
      courses.set(idOf(course), { name: textIn(course, 'name'), number: textIn(course, 'number') });
    }
    return courses;
  }
}

/** One person out of two records of the same id. */
function joined(one: ApiRecord | undefined, other: ApiRecord): ApiRecord {
  return one ? { ...one, ...other, roles: { ...objectIn(one, 'roles'), ...objectIn(other, 'roles') } } : other;
}
