import { requestRefused } from '../../../src/roster/api/failures.js';
import { requestJson } from '../../../src/roster/api/http.js';
import type { ApiRecord, ApiSource, FeedPage, ReceivedFeeds } from '../../../src/roster/api/model.js';
import type { RosterBatch, RosterCollection, RosterSource } from '../../../src/roster/model.js';

/** The source of the tiny server: only what a source needs. */
export const tinySource: ApiSource = {
  connect: async (context) => ({
    feeds: ['schools', 'classes', 'people', 'enrollments'],
    async *pages(feed, from): AsyncGenerator<FeedPage> {
      for (let at = from; ; ) {
        const url = new URL(`${context.settings.roster.baseUrl}/${feed}?from=${at ?? 0}`);
        const headers = { authorization: `Bearer ${context.secrets.token}` };
        const { status, body } = await requestJson(context, { source: 'Tiny', url, headers });
        if (status !== 200) throw requestRefused({ source: 'Tiny', url }, status);
        const { records, next, total } = body as { records: ApiRecord[]; next: number | null; total: number };
        const seen = Number(at ?? 0) + records.length;
        at = next === null ? null : String(next);
        const isWhole = at !== null || seen === total;
        yield { records, cursor: at, ...(isWhole ? {} : { incomplete: `It counts ${total} and gave ${seen}.` }) };
        if (at === null) return;
      }
    },
  }),
  open: (received) => new TinyRoster(received),
};

type Row = Record<string, string>;

const noNames = { username: '', middleName: '', email: '', phone: '' };
const line = null;

const rows: { [C in RosterCollection]?: (row: Row) => object | null } = {
  schools: ({ id, name }) => ({ sourceId: id, line, name, identifier: `#${id}` }),
  classrooms: ({ id, school, name }) => ({
    ...{ sourceId: id, line, schoolSourceId: school, name, classCode: '', classType: '', courseCode: '' },
    ...{ courseName: '', grades: '', subjects: '', periods: '', location: '', termSourceIds: [] },
  }),
  students: (row) =>
    row.role === 'student'
      ? { ...person(row), studentNumber: '', stateId: '', otherIds: {}, grade: '', language: '' }
      : null,
  staff: (row) => (row.role === 'student' ? null : { ...person(row), staffNumber: '', title: row.role, sms: '' }),
  enrollments: ({ id, class: classId, user, role }) => ({
    ...{ sourceId: id, line, classSourceId: classId, userSourceId: user, role, isPrimary: false },
    ...{ beginDate: '', endDate: '' },
  }),
};

const feeds: { [C in RosterCollection]?: string } = {
  schools: 'schools',
  classrooms: 'classes',
  students: 'people',
  staff: 'people',
  enrollments: 'enrollments',
};

function person({ id, school, first, last }: Row) {
  return { ...noNames, sourceId: id, line, schoolSourceIds: [school], firstName: first, lastName: last };
}

class TinyRoster implements RosterSource {
  readonly #received: ReceivedFeeds;

  constructor(received: ReceivedFeeds) {
    this.#received = received;
  }

  async *read(collection: RosterCollection, from?: string): AsyncGenerator<RosterBatch<never>> {
    const empty = { file: null, rows: [], errors: [], findings: [], leftOut: 0 };
    const feed = feeds[collection];
    if (!feed) return yield { ...empty, cursor: null };
    const incomplete = this.#received.incomplete(feed);
    for await (const { records, cursor } of this.#received.pages(feed, from)) {
      const mapped = records.map((record) => rows[collection]?.(record as Row)).filter((row) => row !== null);
      yield { ...empty, rows: mapped as never[], cursor, ...(incomplete ? { incomplete } : {}) };
    }
  }
}
