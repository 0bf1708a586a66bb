import assert from 'node:assert/strict';
import { openDatabase } from '../../src/db/database.js';
import { query } from '../../src/db/sql-files.js';
import { createTestDatabase } from '../support/database.js';
import { until } from '../support/runs.js';

describe('a session that the server ends', () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  before(async () => {
    database = await createTestDatabase();
  });
  after(() => database.drop());

  it('fails the query that it had, and is not given to the next', async () => {
    const one = openDatabase(database.url, { max: 1, applicationName: 'ended' });
    try {
      for (let times = 0; times < 20; times += 1) {
        const failed = assert.rejects(one.raw('select pg_sleep(60)'), { code: '57P01' });
        await until(async () => {
          const ended = await query(
            database.db,
            `select pg_terminate_backend(pid) from pg_stat_activity
             where application_name = 'ended' and datname = current_database() and state = 'active'`,
          );
          return ended.length > 0;
        });
        await failed;
        assert.equal((await query<{ one: number }>(one, 'select 1 as one'))[0]?.one, 1);
      }
    } finally {
      await one.destroy();
    }
  });
});
