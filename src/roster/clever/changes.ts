import type { ApiRecord, ReceivedFeeds } from '../api/model.js';
import type { RosterBatch } from '../model.js';
import { batchOf, type Mapped, type Note, type RecordMapper } from './batch.js';
import { before, kindOf, objectOf } from './events.js';
import { enrollmentRows } from './rows.js';
import { idOf } from './values.js';

/** The feed of events begins with a record of this type: so it is known that events were read, be there none. */
export const BEGINNING = 'beginning';

/** What the events of a night come to: each record as its last event has it. */
export interface Changes {
  /** By collection of Clever's and id; null: deleted. */
  records: ReadonlyMap<string, ReadonlyMap<string, ApiRecord | null>>;
  /** Every enrollment that one of the changed sections had before, or in between. */
  enrollments: ReadonlySet<string>;
}

/** null: no events were read, but the whole. */
export async function changesOf(received: ReceivedFeeds): Promise<Changes | null> {
  const records = new Map<string, Map<string, ApiRecord | null>>();
  const enrollments = new Set<string>();
  let begun = false;
  for await (const page of received.pages('events')) {
    for (const event of page.records) {
      begun ||= event.type === BEGINNING;
      const { collection, action } = kindOf(event);
      if (collection === '') continue;
      const object = objectOf(event);
      const known = records.get(collection) ?? new Map<string, ApiRecord | null>();
      records.set(collection, known.set(idOf(object), action === 'deleted' ? null : object));
      if (collection !== 'sections') continue;
      for (const section of [object, { ...object, ...before(event) }])
        for (const { sourceId } of enrollmentRows(section)) enrollments.add(sourceId);
    }
  }
  return begun ? { records, enrollments } : null;
}

/** Who is no student any more is gone from the students, as one who is deleted is. */
export function changedBatch<Row extends object>(
  { records }: Changes,
  collection: 'sections' | 'users' | 'schools' | 'terms',
  map: (record: ApiRecord, note: Note) => Mapped<Row>,
): RosterBatch<Row> {
  const changed = records.get(collection) ?? new Map<string, ApiRecord | null>();
  const removed: string[] = [];
  const mapped: RecordMapper<Row> = (record, note) => {
    const row = map(record, note);
    if (row === 'left-out') removed.push(idOf(record));
    return row;
  };
  const present = [...changed.values()].filter((record) => record !== null);
  const batch = batchOf(present, mapped, collection);
  for (const [id, record] of changed) if (record === null) removed.push(id);
  return { ...batch, changesOnly: true, removed };
}

export function changedEnrollments({ records, enrollments }: Changes): RosterBatch<object> {
  const sections = [...(records.get('sections')?.values() ?? [])].filter((section) => section !== null);
  const batch = batchOf(sections, enrollmentRows, 'sections');
  const stays = new Set(batch.rows.map(({ sourceId }) => sourceId));
  return { ...batch, changesOnly: true, removed: [...enrollments].filter((id) => !stays.has(id)) };
}
