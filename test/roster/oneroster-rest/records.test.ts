import assert from 'node:assert/strict';
import type { SyncFailure } from '../../../src/contract/failures.js';
import type { ApiRecord, ReceivedFeeds } from '../../../src/roster/api/model.js';
import { KEPT } from '../../../src/roster/kept.js';
import type { RosterBatch, RosterCollection, RosterRows } from '../../../src/roster/model.js';
import { OneRosterRecords } from '../../../src/roster/oneroster/rest/roster.js';

type Feeds = Record<string, ApiRecord[]>;

const orgs = [
  { sourcedId: 'd', name: 'District', type: 'district' },
  { sourcedId: 'A', name: 'Alcott', type: 'school' },
  { sourcedId: 'B', name: 'Banneker', type: 'school' },
];

function received(feeds: Feeds, changes: Partial<ReceivedFeeds> = {}): ReceivedFeeds {
  return {
    async *pages(feed) {
      yield { records: feeds[feed] ?? [], cursor: null };
    },
    incomplete: () => null,
    changesOnly: false,
    ...changes,
  };
}

async function read<C extends RosterCollection>(collection: C, feeds: Feeds, changes: Partial<ReceivedFeeds> = {}) {
  const batches: RosterBatch<RosterRows[C]>[] = [];
  for await (const batch of new OneRosterRecords(received({ orgs, ...feeds }, changes)).read(collection))
    batches.push(batch);
  const findings = batches.flatMap((batch) => batch.findings);
  return {
    rows: batches.flatMap(({ rows }) => rows),
    errors: batches.flatMap(({ errors }) => errors.map(({ sourceId }) => sourceId)),
    findings: findings.map(({ code, column, details }) => [code, column, details?.id]),
    messages: findings.map(({ message }) => message),
    leftOut: batches.reduce((sum, { leftOut }) => sum + leftOut, 0),
    removed: batches.flatMap(({ removed = [] }) => removed),
  };
}

const ref = (sourcedId: string) => ({ href: 'https://elsewhere.invalid/x', sourcedId, type: 'org' });
const user = (sourcedId: string, fields: ApiRecord = {}): ApiRecord => ({
  ...{ sourcedId, status: 'active', givenName: 'Ada', familyName: 'Long', username: 'ada', role: 'student' },
  ...{ orgs: [ref('A')], enabledUser: true, ...fields },
});
const role = (name: string, org: string, roleType = 'secondary') => ({ roleType, role: name, org: ref(org) });
const withRoles = (sourcedId: string, roles: unknown, fields: ApiRecord = {}) =>
  user(sourcedId, { role: undefined, orgs: undefined, roles, ...fields });

describe('the roster of OneRoster records', () => {
  it('has every field of a student, cleaned, whatever its type', async () => {
    const { rows } = await read('students', {
      users: [
        user('s', {
          ...{ givenName: '  Zoe\u0308 ', middleName: null, identifier: 4711, email: 'ZOE@School.example', phone: '' },
          ...{ sms: '(212) 555-0100', grades: ['09', '10'], orgs: [ref('B'), ref('A'), ref('B')] },
          userIds: [{ type: 'State', identifier: 'ST1' }, { type: 'SIS', identifier: 12 }, { identifier: 'x' }],
        }),
      ],
    });
    assert.deepEqual(rows, [
      {
        ...{
          sourceId: 's',
          line: null,
          schoolSourceIds: ['B', 'A'],
          username: 'ada',
          firstName: 'Zoë',
          middleName: '',
        },
        ...{ lastName: 'Long', email: 'zoe@school.example', studentNumber: '4711', stateId: 'ST1' },
        ...{ otherIds: { SIS: '12', untyped: 'x' }, phone: '(212) 555-0100', grade: '09,10', language: '' },
      },
    ]);
  });

  it('takes roles as 1.2 lists them: the main organization first, then primary ones', async () => {
    const users = [
      withRoles('p', [role('aide', 'A'), role('teacher', 'B', 'primary'), role('guardian', 'A')]),
      withRoles('q', [role('aide', 'A', 'primary'), role('principal', 'B')], { primaryOrg: ref('B') }),
      withRoles('s', [role('student', 'A'), role('ext:monitor', 'B')]),
      withRoles('g', [role('parent', 'A')]),
    ];
    const staff = await read('staff', { users });
    assert.deepEqual(
      staff.rows.map(({ sourceId, title, schoolSourceIds }) => [sourceId, title, schoolSourceIds]),
      [
        ['p', 'teacher', ['B', 'A']],
        ['q', 'administrator', ['B', 'A']],
      ],
    );
    const students = await read('students', { users });
    assert.deepEqual(
      students.rows.map(({ sourceId, schoolSourceIds }) => [sourceId, schoolSourceIds]),
      [['s', ['A']]],
    );
    assert.deepEqual(students.findings, [['roster-role-extension', 'users.role', 's']]);
    assert.equal(students.leftOut, 3);
  });

  it('keeps a user whose roles are in error, and leaves out one without any', async () => {
    const many = Array.from({ length: 30 }, (_, i) => user(`s${i}`));
    const bad = [
      withRoles('a', [role('pupil', 'A')]),
      withRoles('b', [role('student', 'A'), { role: 'student' }]),
      withRoles('c', [null]),
      user('e', { role: '' }),
    ];
    const { rows, errors, findings, messages, leftOut } = await read('students', {
      users: [...many, ...bad, withRoles('f', [])],
    });
    assert.deepEqual([rows.length, errors, leftOut], [30, ['a', 'b', 'c', 'e'], 1]);
    assert.deepEqual(findings, [
      ['roster-role-unknown', 'users.role', 'a'],
      ['roster-required-missing', 'users.role', 'b'],
      ['roster-required-missing', 'users.role', 'c'],
      ['roster-required-missing', 'users.role', 'e'],
      ['roster-role-missing', 'users.sourcedId', 'f'],
    ]);
    assert.doesNotMatch(messages.join(), /\.csv/, 'a server has no files');
  });

  it('names references by the fields of REST, with the id of the record', async () => {
    const classes = [
      {
        sourcedId: 'c',
        title: 'Algebra',
        school: ref('Z'),
        course: ref('k'),
        terms: [ref('t'), ref('u')],
        periods: [1, 2],
      },
    ];
    const academicSessions = [{ sourcedId: 't', title: 'Term', startDate: '2025-08-20T00:00:00Z', endDate: '2026' }];
    const courses = [{ sourcedId: 'other', title: 'Other' }];
    const { rows, findings, messages } = await read('classrooms', { classes, academicSessions, courses });
    assert.deepEqual(
      rows.map(({ periods, termSourceIds, courseName }) => [periods, termSourceIds, courseName]),
      [['1,2', ['t', 'u'], '']],
    );
    assert.deepEqual(findings, [
      ['roster-orphan-reference', 'classes.course', 'c'],
      ['roster-orphan-reference', 'classes.school', 'c'],
      ['roster-orphan-reference', 'classes.terms', 'c'],
    ]);
    assert.equal(messages[0], 'classes.course refers to a record that is not in courses or cannot be used.');
    const terms = await read('terms', { academicSessions });
    assert.deepEqual(terms.findings, [['roster-date-invalid', 'academicSessions.endDate', 't']]);
    assert.equal(terms.rows[0]?.startDate, '2025-08-20');
  });

  it('leaves what classrooms say of courses as stored where the courses are missing or not whole', async () => {
    const classes = [{ sourcedId: 'c', title: 'Algebra', school: ref('A'), course: ref('k'), grades: ['09'] }];
    const said = async (courses: ApiRecord[], changes: Partial<ReceivedFeeds> = {}) => {
      const { rows, findings } = await read('classrooms', { classes, courses }, changes);
      return [...rows.map(({ courseName, grades, subjects }) => [courseName, grades, subjects]), findings.length];
    };
    assert.deepEqual(await said([]), [[KEPT, '09', KEPT], 0]);
    const half = { incomplete: (feed: string) => (feed === 'courses' ? 'half of them' : null) };
    assert.deepEqual(await said([{ sourcedId: 'other', title: 'Other' }], half), [[KEPT, '09', KEPT], 0]);
    assert.deepEqual(await said([{ sourcedId: 'k', title: 'Math', subjects: ['math'] }], half), [
      ['Math', '09', 'math'],
      0,
    ]);
  });

  it('takes every spelling of a boolean, and no other text for one', async () => {
    const spelt = [true, 'true', 'TRUE', 1, '1', false, 'false', 0, '0', 'no', '', null, undefined];
    const enrollments = spelt.map((primary, i) => ({
      ...{ sourcedId: `e${i}`, class: ref('c'), user: ref('u'), school: ref('A'), role: 'Teacher', primary },
    }));
    const { rows } = await read('enrollments', { enrollments });
    assert.deepEqual(
      rows.map(({ isPrimary }) => isPrimary),
      spelt.map((_, i) => i < 5),
    );
    assert.equal(rows[0]?.role, 'teacher');
  });

  it('leaves out what is gone, and among changes says that it is', async () => {
    const users = [
      user('s1'),
      user('s2', { status: 'tobedeleted', role: '' }),
      user('s3', { status: 'Inactive' }),
      user('t', { role: 'teacher' }),
    ];
    const whole = await read('students', { users });
    assert.deepEqual([whole.rows.length, whole.leftOut, whole.removed, whole.errors], [1, 3, [], []]);
    const changes = await read('students', { users }, { changesOnly: true });
    assert.deepEqual(changes.removed, ['s2', 's3', 't']);
  });

  const gone: [RosterCollection, string, ApiRecord][] = [
    ['schools', 'orgs', {}],
    ['terms', 'academicSessions', {}],
    ['classrooms', 'classes', {}],
    ['students', 'users', {}],
    ['staff', 'users', { roles: [] }],
    ['staff', 'users', { role: '', roles: null }],
    ['enrollments', 'enrollments', {}],
    ['enrollments', 'enrollments', { class: null, user: '', role: null }],
  ];
  for (const status of ['tobedeleted', 'TOBEDELETED', 'inactive'])
    for (const [collection, feed, fields] of gone)
      it(`roster server 08: takes ${feed} that are ${status} by their ID alone, as ${collection} (${JSON.stringify(fields)})`, async () => {
        const records = Array.from({ length: 10 }, (_, i) => ({ sourcedId: `x${i}`, status, ...fields }));
        const whole = await read(collection, { [feed]: records });
        assert.deepEqual([whole.rows, whole.errors, whole.findings], [[], [], []]);
        const changes = await read(collection, { [feed]: records }, { changesOnly: true });
        assert.deepEqual(
          changes.removed,
          records.map(({ sourcedId }) => sourcedId),
        );
      });

  it('roster server 08: takes a record that is gone without an ID for an error, as a file does', async () => {
    const { errors, findings } = await read('enrollments', { enrollments: [{ status: 'tobedeleted' }] });
    assert.deepEqual([errors, findings], [[''], [['roster-required-missing', 'enrollments.sourcedId', undefined]]]);
  });

  it('roster server 08: leaves out a role of a user that is gone, whatever else it lacks', async () => {
    const users = [withRoles('s', [role('student', 'A'), { role: 'aide', status: 'tobedeleted' }])];
    const { rows, errors, findings } = await read('students', { users });
    assert.deepEqual([rows.length, errors, findings], [1, [], []]);
  });

  it('roster server 06: a refusal has the commonest reasons and their counts, and no value', async () => {
    const wanting = { sourcedId: 'e', user: ref('u'), role: 'student', class: ref('c') };
    const enrollments = [
      ...Array.from({ length: 10 }, () => ({ ...wanting, class: null })),
      ...Array.from({ length: 3 }, () => ({ ...wanting, user: undefined })),
      { ...wanting, role: '' },
      { user: ref('Ada Long') },
      ...Array.from({ length: 20 }, () => wanting),
    ];
    await assert.rejects(read('enrollments', { enrollments }), (error: SyncFailure) => {
      assert.equal(
        error.message,
        'Of 35 records of enrollments that the OneRoster server gave, 15 cannot be used, so something is wrong with the whole: ' +
          '10 times "The row has no enrollments.class, so it cannot be used", ' +
          '3 times "The row has no enrollments.user, so it cannot be used", ' +
          '1 time "The row has no enrollments.role, so it cannot be used", 1 for other reasons. ' +
          'Nothing was applied. Ask the provider.',
      );
      return true;
    });
  });

  for (const [name, agents] of [
    ['agents', [ref('g1'), ref('g2')]],
    ['agentSourceIds', [ref('g1'), ref('g2')]],
    ['agentSourcedIds', [ref('g1'), ref('g2')]],
    ['agentSourcedIds', ['g1', 'g2']],
    ['agentSourceIds', 'g1, g2'],
    ['agentSourceIds', ref('g1')],
  ] as const)
    it(`roster server 15: reads the agents in ${name} (${JSON.stringify(agents)}), and those in agents as well`, async () => {
      const users = [user('s', { [name]: agents, ...(name === 'agents' ? {} : { agents: [ref('g3'), ref('g1')] }) })];
      const links: string[] = [];
      for await (const batch of new OneRosterRecords(received({ orgs, users })).guardians())
        for (const row of batch.rows)
          links.push(...row.links.filter((link) => link.studentSourceId === 's').map((link) => link.guardianSourceId));
      const named =
        name === 'agents'
          ? ['g1', 'g2']
          : !Array.isArray(agents) && typeof agents !== 'string'
            ? ['g1', 'g3']
            : ['g1', 'g2', 'g3'];
      assert.deepEqual(links.sort(), named);
    });

  it('keeps everybody where a record has no id, and takes a collection full of errors for none', async () => {
    const { errors, findings } = await read('students', { users: [user('s'), user('')] });
    assert.deepEqual([errors, findings], [[''], [['roster-required-missing', 'users.sourcedId', undefined]]]);
    const bad = Array.from({ length: 6 }, (_, i) => user(`s${i}`, { role: '' }));
    await assert.rejects(read('students', { users: [...bad, user('s')] }), {
      code: 'RosterRecordsUnusable',
      message: /^Of 7 records of users .* 6 cannot be used/,
    });
  });

  it('says of every batch that a collection may not be whole', async () => {
    const half = received({ orgs, users: [user('s')] }, { incomplete: (feed) => (feed === 'users' ? 'Half.' : null) });
    for (const [collection, why] of [
      ['students', 'Half.'],
      ['staff', 'Half.'],
      ['schools', undefined],
    ] as const)
      for await (const { incomplete } of new OneRosterRecords(half).read(collection)) assert.equal(incomplete, why);
  });
});
