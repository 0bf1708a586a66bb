import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';

/** Students S1…Sn put straight into the roster, for tests that are about guardians. */
export async function insertStudents(db: Knex, scope: string, count: number): Promise<void> {
  await query(
    db,
    `insert into student (district_id, scope_id, source_id, sis_id, first_name, last_name, created_run, source_run)
     select district_id, scope_id, 'S' || n, 'S' || n, 'Student', 'Number ' || n, 0, 0
     from scope, generate_series(1, :count) n where slug = :scope`,
    { scope, count },
  );
}
