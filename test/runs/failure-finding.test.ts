import assert from 'node:assert/strict';
import type { Knex } from 'knex';
import { SyncFailure } from '../../src/contract/failures.js';
import { query } from '../../src/db/sql-files.js';
import type { RunContext } from '../../src/runs/context.js';
import { forgetFixed, recordFailure } from '../../src/runs/failure-finding.js';
import { recordFindings } from '../../src/runs/findings.js';
import { createTestDatabase } from '../support/database.js';

describe('failures in the report of a run', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  it('go where a later attempt went well; those that stay, and the findings of steps, do not', async () => {
    const run = { districtId: 1, runId: 1 } as RunContext;
    await recordFailure(db, run, 'fetchGuardianFile', new SyncFailure('GuardianFileStillWriting', 'mended'));
    await recordFailure(db, run, 'fetchRoster', new SyncFailure('SftpAuth', 'stays'));
    await db.transaction(async (trx) => {
      await recordFindings(trx, run, 'parseGuardianBatch', [{ severity: 'error', code: 'name-missing', message: '' }]);
      await forgetFixed(trx, run, [{ code: 'SftpAuth' }]);
    });
    const codes = await query<{ code: string }>(db, 'select code from run_finding order by code collate "C"');
    assert.deepEqual(
      codes.map(({ code }) => code),
      ['SftpAuth', 'name-missing'],
    );
    await db.transaction((trx) => forgetFixed(trx, run, []));
    assert.equal((await query(db, 'select from run_finding')).length, 1);
  });
});
