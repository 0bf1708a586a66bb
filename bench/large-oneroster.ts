/** How large the made-up district is. */
export interface LargeDistrict {
  students: number;
  staff: number;
  classes: number;
  enrollments: number;
  schools: number;
}

/** In the proportions of 100,000 students, 8,000 staff, 30,000 classes and 800,000 enrollments. */
export function largeDistrict(students: number): LargeDistrict {
  return {
    students,
    staff: Math.ceil(students * 0.08),
    classes: Math.ceil(students * 0.3),
    enrollments: students * 8,
    schools: Math.max(1, Math.ceil(students / 1000)),
  };
}

type Record1p1 = Record<string, unknown>;

/** A collection that nobody holds: a record is made when it is asked for. In the order of ids. */
export interface MadeCollection {
  length: number;
  record(n: number): Record1p1;
}

/** OneRoster 1.1's collections of the district. */
export function madeCollections(size: LargeDistrict): Record<string, MadeCollection> {
  const { students, staff, classes, enrollments, schools } = size;
  const school = (n: number) => reference('org', id('school', n % schools));
  return {
    orgs: {
      length: schools + 1,
      record: (n) =>
        n === 0
          ? base('district', { name: 'Large district', type: 'district', identifier: '1' })
          : base(id('school', n - 1), { name: `School ${n}`, type: 'school', identifier: `${n}` }),
    },
    academicSessions: {
      length: 1,
      record: () =>
        base('year', {
          ...{ title: '2026-2027', type: 'schoolYear', schoolYear: '2027' },
          ...{ startDate: '2026-08-17', endDate: '2027-06-11' },
        }),
    },
    courses: { length: 1, record: () => base('course', { title: 'Course', courseCode: 'C1', grades: ['05'] }) },
    classes: {
      length: classes,
      record: (n) =>
        base(id('class', n), {
          ...{ title: `Class ${n}`, classCode: `C${n}`, classType: 'scheduled', grades: ['05'], periods: [`${n % 8}`] },
          ...{ course: reference('course', 'course'), school: school(n), terms: [reference('term', 'year')] },
        }),
    },
    users: {
      length: students + staff,
      record: (n) => (n < students ? student(n, school(n)) : teacher(n - students, school(n))),
    },
    enrollments: {
      length: enrollments,
      record: (n) => {
        const [pupil, k] = [Math.floor(n / 8), n % 8];
        const taken = (pupil + k * 997) % classes;
        return base(id('enrollment', n), {
          ...{ role: 'student', primary: 'false', beginDate: '2026-08-17', endDate: '2027-06-11' },
          ...{ user: reference('student', id('S', pupil)), class: reference('class', id('class', taken)) },
          school: school(taken),
        });
      },
    },
  };
}

const id = (kind: string, n: number): string => `${kind}-${String(n).padStart(7, '0')}`;

function base(sourcedId: string, fields: Record1p1): Record1p1 {
  return { sourcedId, status: 'active', dateLastModified: '2026-08-01T00:00:00.000Z', ...fields };
}

function reference(type: string, sourcedId: string) {
  return { href: `https://oneroster.example.invalid/${type}s/${sourcedId}`, sourcedId, type };
}

function student(n: number, school: object): Record1p1 {
  return base(id('S', n), {
    ...{ enabledUser: 'true', role: 'student', username: `s${n}`, givenName: 'Student', familyName: `Number ${n}` },
    ...{ identifier: `${100_000 + n}`, userIds: [{ type: 'State', identifier: `${n}` }], grades: ['05'] },
    ...{ email: `s${n}@students.example.org`, orgs: [school] },
  });
}

function teacher(n: number, school: object): Record1p1 {
  return base(id('T', n), {
    ...{ enabledUser: 'true', role: 'teacher', username: `t${n}`, givenName: 'Teacher', familyName: `Number ${n}` },
    ...{ identifier: `T${n}`, email: `t${n}@example.org`, orgs: [school] },
  });
}
