/**
 * The columns that are read, of the OneRoster CSV 1.1 binding. `required`: the binding requires them and the roster is
 * not right without; `optional` ones are read where they are. Of the required ones `key` cells make a row usable at all,
 * and a blank in an `expected` one is worth a warning.
 */
export const tables = {
  orgs: {
    required: ['sourcedId', 'name', 'type'],
    optional: ['status', 'identifier'],
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
    optional: ['status', 'username', 'userIds', 'middleName', 'identifier', 'email', 'sms', 'phone', 'grades'],
    key: ['sourcedId', 'role'],
    expected: [],
  },
  enrollments: {
    required: ['sourcedId', 'classSourcedId', 'userSourcedId', 'role'],
    optional: ['status', 'primary', 'beginDate', 'endDate'],
    key: ['sourcedId', 'classSourcedId', 'userSourcedId', 'role'],
    expected: [],
  },
} as const;

export type TableName = keyof typeof tables;
export type ColumnOf<T extends TableName> =
  | (typeof tables)[T]['required'][number]
  | (typeof tables)[T]['optional'][number];

/** As exports seen in the wild misspell them. */
export const aliases: Record<string, readonly string[]> = {
  termSourcedIds: ['termSourcedId'],
  orgSourcedIds: ['orgSourcedId'],
};

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
    'agentSourcedIds',
    'password',
    'schoolSourcedId',
  ].map((name) => name.toLowerCase()),
);
