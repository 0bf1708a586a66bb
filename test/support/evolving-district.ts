import iconv from 'iconv-lite';
import { seeded } from '../../src/demo/generator/random.js';
import type { TableName } from '../../src/roster/oneroster/columns.js';
import { type Cells, csv, enrollment, student, teacher } from '../roster/files.js';

interface Guardian {
  id: string;
  first: string;
  last: string;
  email: string;
  phone: string;
  /** Student id to relationship. */
  links: Map<string, string>;
}

/** A made-up district whose files differ a little from night to night, the same for the same seed. */
export interface EvolvingDistrict {
  /** By name, as they lie in the SFTP folder. Large enough for a transfer of several requests. */
  files(): Record<string, string | Uint8Array>;
  /** People come, go and change. */
  evolve(): void;
}

const firstNames = ['Ana', 'Bo', 'Chloé', 'Dev', 'Émile', 'Fay', 'Gus', 'Ines', 'José', 'Kim', 'Lou', 'Mia'];
const lastNames = ['Ruiz', 'Okafor', 'Nguyen', 'Smith', 'Müller', 'Rossi', 'Khan', 'Silva', 'Novak', 'Brown'];
const encodings = ['utf-8', 'utf-16le', 'windows-1252'] as const;
const schools = ['A', 'B'];
const studentCount = 450;

export function evolvingDistrict(seed: number): EvolvingDistrict {
  const random = seeded(seed);
  const students = new Map<string, Cells>();
  const staff = new Map<string, Cells>();
  const guardians = new Map<string, Guardian>();
  let next = 1;
  let encoding: (typeof encodings)[number] = 'utf-8';

  const addStudent = () => {
    const id = `s${next++}`;
    students.set(id, student(id, random.pick(schools), { familyName: random.pick(lastNames) }));
    for (let n = random.between(1, 3); n > 0; n -= 1) addGuardian(id);
  };
  const addGuardian = (of: string) => {
    const [first, last] = [random.pick(firstNames), random.pick(lastNames)];
    const number = next++;
    // Some come without an id, and are known by their contact alone.
    const id = random.chance(0.2) ? '' : `G${number}`;
    const links = new Map([[of, random.pick(['Mother', 'Father', 'Guardian'])]]);
    guardians.set(`${number}`, { id, first, last, email: `p${number}@example.org`, phone: phoneOf(number), links });
  };
  for (let n = 0; n < studentCount; n += 1) addStudent();
  for (let n = 0; n < 12; n += 1)
    staff.set(`p${n}`, teacher(`p${n}`, random.pick(schools), { sms: phoneOf(9000 + n) }));

  const evolve = () => {
    encoding = random.pick(encodings);
    for (let n = random.between(1, 4); n > 0; n -= 1) addStudent();
    for (let n = random.between(1, 3); n > 0; n -= 1) students.delete(random.pick([...students.keys()]));
    for (let n = 0; n < 5; n += 1) random.pick([...students.values()]).familyName = random.pick(lastNames);
    const member = random.pick([...staff.values()]);
    member.email = `t${next++}@school.example`;
    for (let n = 0; n < 8; n += 1) change(random.pick([...guardians.entries()]));
  };
  const change = ([key, guardian]: [string, Guardian]) => {
    switch (random.between(0, 4)) {
      case 0:
        guardian.email = `p${next++}@example.org`;
        break;
      case 1:
        guardian.phone = phoneOf(next++);
        break;
      case 2:
        guardian.links.set(random.pick([...students.keys()]), 'Aunt');
        break;
      case 3:
        guardians.delete(key);
        break;
      default:
        // Staff who are parents too: one account for both.
        Object.assign(guardian, contactOf(random.pick([...staff.values()])));
    }
  };
  return {
    files: () => ({
      ...rosterFiles([...students.values()], [...staff.values()]),
      'guardians.csv': encoded(guardianFile(guardians.values(), students), encoding),
    }),
    evolve,
  };
}

function contactOf({ givenName = '', familyName = '', email = '', sms = '' }: Cells): Partial<Guardian> {
  return { first: givenName, last: familyName, email, phone: sms };
}

function phoneOf(number: number): string {
  return `(202) 555-${String(number % 10_000).padStart(4, '0')}`;
}

function rosterFiles(students: Cells[], staff: Cells[]): Record<string, string> {
  const [term, course] = [{ sourcedId: 't1' }, { sourcedId: 'k' }];
  const tables: Partial<Record<TableName, Cells[]>> = {
    orgs: schools.map((id) => ({ sourcedId: id, name: `School ${id}`, type: 'school' })),
    academicSessions: [
      { ...term, title: 'Term 1', type: 'term', startDate: '2025-08-20', endDate: '2026-06-20', schoolYear: '2026' },
    ],
    courses: [{ ...course, title: 'Algebra', courseCode: 'MA1' }],
    classes: schools.map((id) => ({
      sourcedId: `c${id}`,
      title: `Algebra ${id}`,
      courseSourcedId: 'k',
      classType: 'scheduled',
      schoolSourcedId: id,
      termSourcedIds: 't1',
    })),
    users: [...students, ...staff],
    enrollments: [...students, ...staff].map(({ sourcedId = '', orgSourcedIds: school = '', role }) =>
      enrollment(`c${school}`, sourcedId, school, role),
    ),
  };
  return Object.fromEntries(
    Object.entries(tables).map(([name, rows]) => [`${name}.csv`, csv(name as TableName, rows)]),
  );
}

function guardianFile(guardians: Iterable<Guardian>, students: ReadonlyMap<string, Cells>): string {
  const lines = ['studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship'];
  for (const { id, first, last, email, phone, links } of guardians) {
    for (const [of, relationship] of links) {
      // Files are late: some still name a student who is gone.
      if (students.has(of) || id !== '') lines.push([of, id, first, last, email, phone, relationship].join(','));
    }
  }
  // Dirt that every run reports: a row in error, and one that is there twice.
  lines.push('s1,,,,,,', lines[1] ?? '');
  return `${lines.join('\r\n')}\r\n`;
}

function encoded(text: string, encoding: (typeof encodings)[number]): Uint8Array {
  return iconv.encode(text, encoding, { addBOM: encoding === 'utf-16le' });
}
