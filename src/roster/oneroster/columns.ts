import { extraFields } from '../columns.js';

/** The versions of OneRoster CSV that differ in what is read: where the roles of users are. */
export type OneRosterVersion = '1.1' | '1.2';

/**
 * The columns that are read, of the OneRoster CSV bindings 1.1 and 1.2. `required`: the binding requires them and the
 * roster is not right without; `optional` ones are read where they are. `key` cells make a row usable at all, the first
 * of them says whose record it is; a blank in an `expected` one is worth a warning.
 */
export const tables = {
  orgs: {
    required: ['sourcedId', 'name', 'type'],
    optional: ['status', 'identifier', 'parentSourcedId'],
    key: ['sourcedId', 'type'],
    expected: ['name'],
  },
  academicSessions: {
    required: ['sourcedId', 'title', 'type', 'startDate', 'endDate'],
    optional: ['status', 'parentSourcedId', 'schoolYear'],
    key: ['sourcedId'],
    expected: ['title', 'startDate', 'endDate'],
  },
  courses: {
    required: ['sourcedId', 'title'],
    optional: ['status', 'courseCode', 'grades', 'subjects'],
    key: ['sourcedId'],
    expected: ['title'],
  },
  classes: {
    required: ['sourcedId', 'title', 'courseSourcedId', 'classType', 'schoolSourcedId', 'termSourcedIds'],
    optional: ['status', 'grades', 'classCode', 'location', 'subjects', 'periods'],
    key: ['sourcedId', 'schoolSourcedId'],
    expected: ['title'],
  },
  users: {
    required: ['sourcedId', 'orgSourcedIds', 'role', 'givenName', 'familyName'],
    optional: [
      'status',
      'username',
      'userIds',
      'middleName',
      'identifier',
      'email',
      'sms',
      'phone',
      'grades',
      'primaryOrgSourcedId',
      'agentSourcedIds',
      'language',
      ...extraFields,
    ],
    key: ['sourcedId', 'role'],
    expected: [],
  },
  roles: {
    required: ['userSourcedId', 'role', 'orgSourcedId'],
    optional: ['status', 'roleType'],
    key: ['userSourcedId', 'role', 'orgSourcedId'],
    expected: ['roleType'],
  },
  enrollments: {
    required: ['sourcedId', 'classSourcedId', 'userSourcedId', 'role'],
    optional: ['status', 'primary', 'beginDate', 'endDate'],
    key: ['sourcedId', 'classSourcedId', 'userSourcedId', 'role'],
    expected: [],
  },
} as const;

export type TableName = keyof typeof tables;

export interface TableColumns<T extends TableName> {
  required: readonly ColumnOf<T>[];
  optional: readonly ColumnOf<T>[];
  key: readonly ColumnOf<T>[];
  expected: readonly ColumnOf<T>[];
}

/** 1.2 took role and organizations out of users.csv and into roles.csv; everything else that is read stayed. */
const usersWithoutRoles: TableColumns<'users'> = {
  ...tables.users,
  required: ['sourcedId', 'givenName', 'familyName'],
  key: ['sourcedId'],
};

export function columnsOf<T extends TableName>(table: T, version: OneRosterVersion): TableColumns<T> {
  const columns: unknown = table === 'users' && version === '1.2' ? usersWithoutRoles : tables[table];
  return columns as TableColumns<T>;
}
export type ColumnOf<T extends TableName> =
  | (typeof tables)[T]['required'][number]
  | (typeof tables)[T]['optional'][number];

/**
 * OneRoster has no field for the language. Systems that give it choose a name of their own, which should be in `metadata`
 * (in CSV: after `metadata.`); these are the usual ones, the one that says most of letters to a family first.
 */
const languageNames = ['correspondence', 'preferred', 'home', 'primary', 'native']
  .flatMap((which) => [`${which}Language`, `${which}_language`, `${which}LanguageCode`, `${which}_language_code`])
  .concat('language', 'languageCode', 'language_code');

/** As exports seen in the wild misspell them, and the names of what OneRoster has none for. */
export const aliases: Record<string, readonly string[]> = {
  termSourcedIds: ['termSourcedId'],
  orgSourcedIds: ['orgSourcedId'],
  agentSourcedIds: ['agentSourceIds'],
  language: ['metadata.', ''].flatMap((place) => languageNames.map((name) => place + name)),
  ...Object.fromEntries(extraFields.map((field) => [field, [`metadata.${field}`]])),
};

/** Columns that OneRoster has no name for. */
export const unofficial: ReadonlySet<string> = new Set(['language', ...extraFields]);

/** In the binding and not needed here: no notice. `password` is dropped on sight. */
export const unread: ReadonlySet<string> = new Set(
  [
    'dateLastModified',
    'dataLastModified',
    'parentSourcedId',
    'schoolYear',
    'schoolYearSourcedId',
    'orgSourcedId',
    'subjectCodes',
    'enabledUser',
    'password',
    'schoolSourcedId',
    'userMasterIdentifier',
    'preferredGivenName',
    'preferredMiddleName',
    'preferredFamilyName',
    'pronouns',
    'userProfileSourcedId',
    'sourcedId',
    'beginDate',
    'endDate',
  ].map((name) => name.toLowerCase()),
);

const headers: ReadonlySet<string> = new Set([
  ...Object.values(tables).flatMap(({ required, optional }) =>
    [...required, ...optional].map((name) => name.toLowerCase()),
  ),
  ...Object.values(aliases).flatMap((names) => names.map((name) => name.toLowerCase())),
  ...unread,
  // Of manifest.csv.
  ...['propertyname', 'value'],
]);

/** Whether a cell of a header line is one that OneRoster files have. */
export function isHeader(name: string): boolean {
  return headers.has(name.toLowerCase());
}
