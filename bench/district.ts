import path from 'node:path';
import { directoryCounts } from '../src/demo/counts.js';
import { findScope } from '../src/settings/scopes.js';
import { writeGuardianFile } from './guardian-file.js';
import { type Measured, startMeasuredSystem } from './measured-system.js';
import { writeRosterFiles } from './roster-files.js';

/** A large district's whole night, twice: roster files and guardian file from SFTP to accounts. */
export async function benchDistrict({
  students,
  rows,
  say,
}: {
  students: number;
  rows: number;
  say(line: string): void;
}) {
  const bench = await startMeasuredSystem(say);
  try {
    await bench.addDistrict('large', null);
    await writeRosterFiles(bench.files, {
      students,
      staff: Math.ceil(students / 12),
      classes: Math.ceil(students / 25),
      enrollmentsPerStudent: 6,
      schools: Math.max(1, Math.ceil(students / 1000)),
    });
    await writeGuardianFile(path.join(bench.files, 'guardians.csv'), rows, 0, students);
    const nights: Record<string, Measured> = {};
    for (const name of ['first', 'second']) {
      nights[name] = await bench.sync('large');
      say(`${name}: ${JSON.stringify(nights[name])}`);
    }
    const { districtId } = await findScope(bench.db, 'large');
    return { bench: 'district', students, rows, ...nights, counts: await directoryCounts(bench.db, districtId) };
  } finally {
    await bench.stop();
  }
}
