import assert from 'node:assert/strict';
import { query } from '../../src/db/sql-files.js';
import { loadRun } from '../../src/runs/context.js';
import { type FindingQuery, recordQueries } from '../../src/runs/finding-queries.js';
import { createTestDatabase } from '../support/database.js';
import { insertRun } from '../web/fixture.js';

const many = (code: FindingQuery['code'], count: number): FindingQuery => ({
  code,
  select: `select cast(${count} - n as bigint) as line, 7 as count, cast('{}' as jsonb) as details from generate_series(1, ${count}) n`,
});

describe('findings by query', () => {
  it('are all kept of errors and warnings; of notices the first 100,000 in the order of lines, and a count', async () => {
    const { db, drop } = await createTestDatabase();
    try {
      const { runId } = await insertRun(db, 'hill');
      const run = await loadRun(db, runId);
      const queries = [many('id-shared', 100_003), many('student-unknown', 1200), many('many-students', 100_003)];
      await db.transaction((trx) => recordQueries(trx, run, 'step', 'guardians.csv', queries));
      const found = await query<Record<string, unknown>>(
        db,
        `select code, count(*), max(line) as last, max(cast(details ->> 'more' as int)) as more from run_finding
         where step = 'step' group by code order by code`,
      );
      assert.deepEqual(found, [
        { code: 'id-shared', count: 100_003, last: 100_002, more: null },
        { code: 'many-students', count: 100_001, last: 99_999, more: 3 },
        { code: 'student-unknown', count: 1200, last: 1199, more: null },
      ]);
    } finally {
      await drop();
    }
  });
});
