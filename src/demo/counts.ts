import type { Knex } from 'knex';
import { query } from '../db/sql-files.js';

/** Active records of a district: what the demo compares with what its generator knows. */
export interface DirectoryCounts {
  schools: number;
  students: number;
  staff: number;
  classrooms: number;
  enrollments: number;
  guardians: number;
  guardianLinks: number;
  accounts: number;
}

export async function directoryCounts(db: Knex, districtId: number): Promise<DirectoryCounts> {
  const count = (table: string, open = 'archived_at is null') =>
    `(select count(*) from ${table} where district_id = :districtId and ${open})`;
  const [row] = await query<DirectoryCounts>(
    db,
    `select ${count('school')} as schools, ${count('student')} as students, ${count('staff')} as staff,
       ${count('classroom')} as classrooms, ${count('enrollment')} as enrollments, ${count('guardian')} as guardians,
       ${count('guardian_link')} as "guardianLinks", ${count('account', 'closed_at is null')} as accounts`,
    { districtId },
  );
  return row as DirectoryCounts;
}
