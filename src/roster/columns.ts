import type { KindOf } from '../contract/parts.js';

type RosterCollection = KindOf<'roster'>;

/**
 * The columns of the roster's tables, each stated once: the model's rows, what is staged, what is merged and what is
 * exported follow, under the column's name or, as a field, its camel case. A new one needs a migration, and a source that
 * gives it.
 *
 * - `text`: given by every source, '' if it has none; KEPT: as stored
 * - `extra`: known to no source; districts add it to what their source has: OneRoster as `metadata`, Clever as `ext`
 * - `chosen`: text that the settings make of what the source gives
 * - computed: an expression over the staged row `r`, the stored record `k` and what else the statement joins
 */
type Column = 'text' | 'extra' | 'chosen' | Computed;

interface Computed {
  /** @param of the expression for a staged text that may be as stored */
  sql: (of: (name: string, type?: string) => string) => string;
  /** Our own id of another record, which the export names in its own way. */
  isReference: boolean;
}

const computed = (sql: Computed['sql']): Computed => ({ sql, isReference: false });
const reference = (sql: string): Computed => ({ sql: () => sql, isReference: true });

const schoolsOfPerson = {
  school_id: reference('case when r.school_source_ids = chr(31) then k.school_id else s.school_id end'),
  school_ids: reference(
    `case when r.school_source_ids = chr(31) then k.school_ids else coalesce(s.school_ids, '{}') end`,
  ),
};

export const rosterColumns = {
  schools: { name: 'text', identifier: 'text' },
  // Dates are YYYY-MM-DD; the school year is the one in which it ends.
  terms: {
    name: 'text',
    type: 'text',
    start_date: 'text',
    end_date: 'text',
    school_year: 'text',
    parent_source_id: 'text',
  },
  classrooms: {
    school_id: reference('c.school_id'),
    name: 'text',
    class_code: 'text',
    class_type: 'text',
    course_code: 'text',
    course_name: 'text',
    grades: 'text',
    subjects: 'text',
    periods: 'text',
    location: 'text',
    term_source_ids: computed((of) => of('term_source_ids')),
  },
  students: {
    ...schoolsOfPerson,
    sis_id: computed(
      (of) => `case when :studentIdField = 'STUDENT NUMBER' then ${of('student_number')} else r.student_id end`,
    ),
    student_number: 'text',
    state_id: 'text',
    username: 'text',
    other_ids: computed((of) => of('other_ids', 'jsonb')),
    first_name: 'text',
    middle_name: 'text',
    last_name: 'text',
    // In lower case.
    email: 'text',
    phone: 'text',
    grade: 'text',
    // Spoken at home: of a source a code or a name as it writes them, staged as a tag.
    language: 'text',
    homeroom: 'extra',
  },
  staff: {
    ...schoolsOfPerson,
    staff_number: 'text',
    username: 'text',
    // teacher, administrator … as the source says, in lower case.
    title: 'text',
    first_name: 'text',
    middle_name: 'text',
    last_name: 'text',
    email: 'text',
    sms: 'text',
    phone: 'text',
    credential_phone: 'chosen',
  },
  enrollments: {
    classroom_id: reference('c.classroom_id'),
    student_id: reference('p.student_id'),
    staff_id: reference('f.staff_id'),
    // `student` refers to a student, every other role to staff.
    role: 'text',
    is_primary: computed(() => 'cast(r.is_primary as boolean)'),
    begin_date: 'text',
    end_date: 'text',
  },
} as const satisfies Record<RosterCollection, Readonly<Record<string, Column>>>;

type Camel<Name> = Name extends `${infer Head}_${infer Tail}` ? `${Head}${Capitalize<Camel<Tail>>}` : Name & string;
type Columns<C extends RosterCollection> = (typeof rosterColumns)[C];
type Named<C extends RosterCollection, K extends Column> = {
  [Name in keyof Columns<C>]: Columns<C>[Name] extends K ? Camel<Name> : never;
}[keyof Columns<C>];

/** What a source's row of the collection has of these columns. */
export type Fields<C extends RosterCollection> = Record<Named<C, 'text'>, string> &
  Partial<Record<Named<C, 'extra'>, string>>;

export const camel = (name: string): string => name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

/** By name. */
export function columnsOf(collection: RosterCollection): [name: string, column: Column][] {
  return Object.entries(rosterColumns[collection]);
}

export type ExtraField = Named<'students', 'extra'>;

/** Fields of students that districts add to what their source has. */
export const extraFields = columnsOf('students')
  .filter(([, column]) => column === 'extra')
  .map(([name]) => camel(name)) as readonly ExtraField[];

/**
 * What a source's record has of them.
 *
 * @param read the text under a field's name; '' if there is none
 */
export function extrasOf(read: (field: ExtraField) => string): Partial<Record<ExtraField, string>> {
  const extras: Partial<Record<ExtraField, string>> = {};
  for (const field of extraFields) {
    const text = read(field);
    if (text !== '') extras[field] = text;
  }
  return extras;
}

/**
 * The columns of `desired_<collection>`, for its SELECT.
 *
 * @param keeps a row may say "as stored" (chr(31)) of a value: `k` is what is stored of it
 */
export function desiredColumns(collection: RosterCollection, keeps: boolean): string {
  const of = (name: string, type?: string) => {
    const own = type ? `cast(r.${name} as ${type})` : `r.${name}`;
    const none = type === 'jsonb' ? `'{}'` : `''`;
    return keeps ? `case when r.${name} = chr(31) then coalesce(k.${name}, ${none}) else ${own} end` : own;
  };
  return columnsOf(collection)
    .map(([name, column]) => `${typeof column === 'object' ? column.sql(of) : of(name)} as ${name}`)
    .join(',\n  ');
}

/** The columns that the export has under their own names. */
export function exportedColumns(collection: RosterCollection, alias: string): Record<string, string> {
  const own = columnsOf(collection).filter(([, column]) => typeof column === 'string' || !column.isReference);
  return Object.fromEntries(own.map(([name]) => [name, `${alias}.${name}`]));
}
