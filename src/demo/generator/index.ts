import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { makeClasses } from './classes.js';
import { contacts } from './contacts.js';
import { familyOf, makeFamilies } from './families.js';
import { guardianFile } from './guardian-file.js';
import { makeMistakes } from './mistakes.js';
import type { DemoDistrict, GuardianRow } from './model.js';
import { oneRosterFiles } from './oneroster-files.js';
import { seeded } from './random.js';
import { schools, terms } from './schools.js';
import { makeStaff } from './staff.js';

export { changeDistrict } from './change.js';
export { type ChangeNumbers, type DistrictChange, type PersonChange, sumOfNumbers } from './differences.js';
export { expectedCounts, expectedFindings, featuredFamily } from './expected.js';

/**
 * A made-up district of 5 schools, about 1,000 students, 90 staff and 1,400 guardians, the same for the same seed: names
 * of many origins, siblings, teachers who are parents too, and a guardian file with a few bad rows. Nobody in it is real,
 * no address or phone number reaches anybody.
 */
export function generateDistrict({ seed }: { seed: number }): DemoDistrict {
  const random = seeded(seed);
  const reach = contacts(random);
  const staff = makeStaff(random, reach, schools);
  const families = makeFamilies(random, reach, schools, staff);
  const students = families.flatMap((family) => family.students).sort((a, b) => (a.id < b.id ? -1 : 1));
  const byStudent = familyOf(families);
  const guardianRows = students.flatMap((student) =>
    byStudent
      .get(student)!
      .guardians.filter(({ children }) => children.includes(student))
      .map((guardian): GuardianRow => ({ guardian, student, mistake: null })),
  );
  makeMistakes(random, reach, { rows: guardianRows, families, staff });
  return {
    ...{ seed, id: 'ORG-1', name: 'Maple Valley School District', schools: [...schools], terms: [...terms] },
    ...makeClasses(random, schools, staff, students),
    ...{ staff, students, families, guardianRows, featured: families[0]!, contacts: reach, departed: null },
  };
}

/** Writes manifest.csv, the OneRoster CSV files and guardians.csv into a folder, which is made if need be. */
export async function writeDistrict(district: DemoDistrict, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  for (const [name, text] of oneRosterFiles(district)) await writeFile(path.join(dir, name), text);
  await writeFile(path.join(dir, 'guardians.csv'), guardianFile(district));
}
