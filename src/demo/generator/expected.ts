import type { DirectoryCounts } from '../counts.js';
import type { DemoDistrict, Family, Guardian, Person, Student } from './model.js';

/** What the directory must hold after a right sync: counted from the people themselves, not by the rules of the sync. */
export function expectedCounts(district: DemoDistrict): DirectoryCounts {
  const children = new Map<Guardian, Set<Student>>();
  for (const { guardian, student } of linksMade(district)) {
    children.set(guardian, (children.get(guardian) ?? new Set()).add(student));
  }
  return {
    schools: district.schools.length,
    students: district.students.length,
    staff: district.staff.length,
    classrooms: district.classrooms.length,
    enrollments: district.classrooms.reduce((sum, { students }) => sum + students.length + 1, 0),
    guardians: children.size,
    guardianLinks: [...children.values()].reduce((sum, students) => sum + students.size, 0),
    accounts: people(district).size,
  };
}

/** The findings that the first sync must report, by code. */
export function expectedFindings(district: DemoDistrict): Record<string, number> {
  const counts: Record<string, number> = { 'encoding-converted': 1 };
  const add = (code: string, count = 1) => {
    if (count > 0) counts[code] = (counts[code] ?? 0) + count;
  };
  for (const { mistake, guardian } of district.guardianRows) {
    if (mistake) add(mistake.code);
    if (guardian.person.email === '' && guardian.person.mobile === '') add('cannot-be-invited');
  }
  add('shared-email', sharedBySeveral([...people(district)].map(({ email }) => email)));
  add('shared-phone', sharedBySeveral([...people(district)].map(({ mobile }) => mobile)));
  return counts;
}

/** The family that the demo's page shows. */
export function featuredFamily(district: DemoDistrict): Family {
  return district.featured;
}

function linksMade({ guardianRows }: DemoDistrict) {
  return guardianRows.filter(({ mistake }) => mistake === null || mistake.applies);
}

/** Everybody who has an account: one each. */
function people(district: DemoDistrict): Set<Person> {
  return new Set([
    ...district.staff.map(({ person }) => person),
    ...linksMade(district).map(({ guardian }) => guardian.person),
  ]);
}

function sharedBySeveral(values: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const value of values) if (value !== '') counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts.values()].filter((count) => count > 1).length;
}
