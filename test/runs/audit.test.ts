import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { SyncFailure } from '../../src/contract/failures.js';
import { query } from '../../src/db/sql-files.js';
import { type AuditedEntity, guardianHistory, recordsAsOf } from '../../src/runs/audit.js';
import { type Row, TestDistrict } from '../guardians/harness.js';
import { createTestDatabase } from '../support/database.js';
import { draws, timeFor } from '../support/draws.js';

const tables: AuditedEntity[] = ['guardian', 'guardian_link', 'account', 'role'];
const header = 'studentSisId,guardianSisId,firstName,lastName,email,mobilePhone,relationship';

describe('the audit', function () {
  this.timeout(timeFor(draws(10)));
  let db: Knex;
  let drop: () => Promise<void>;
  let count = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  async function district(): Promise<TestDistrict> {
    count += 1;
    const made = await TestDistrict.create(db, `audit-${count}`);
    await made.students('S1', 'S2', 'S3');
    return made;
  }

  async function snapshot(districtId: number): Promise<Record<string, unknown[]>> {
    const picture: Record<string, unknown[]> = {};
    for (const table of tables) {
      const rows = await query<{ record: object }>(
        db,
        `select to_jsonb(t) - array['name_key', 'contact_key', 'said', 'had'] as record from ${table} t where district_id = :districtId`,
        { districtId },
      );
      picture[table] = rows.map(({ record }) => JSON.stringify(sorted(record))).sort();
    }
    return picture;
  }

  it('tells what happened to a guardian, with run and line', async () => {
    const d = await district();
    const row: Row = {
      studentSisId: 'S1',
      guardianSisId: 'G1',
      firstName: 'Ana',
      lastName: 'Ruiz',
      email: 'ana@x.org',
    };
    await d.sync(file([row]));
    await d.sync(
      file([
        { ...row, email: 'new@x.org' },
        { ...row, studentSisId: 'S2', email: 'new@x.org' },
      ]),
    );
    await d.sync(file([{ ...row, studentSisId: 'S2', email: 'new@x.org' }]));
    const [guardian] = await query<{ guardian_id: number }>(
      db,
      'select guardian_id from guardian where district_id = :id',
      { id: d.districtId },
    );
    const events = await guardianHistory(db, d.districtId, guardian?.guardian_id ?? 0);
    const told = events
      .filter(({ entity }) => entity !== 'role')
      .map(({ entity, action, line, before, after }) => [
        entity,
        action,
        line,
        before.email ?? null,
        after.email ?? null,
      ]);
    assert.deepEqual(told, [
      ['guardian', 'create', null, null, null],
      ['guardian_link', 'create', null, null, null],
      ['guardian_link', 'create', null, null, null],
      // By the row of the link that was there before: what a new link's first row says is no news.
      ['guardian', 'update', 2, 'ana@x.org', 'new@x.org'],
      ['guardian_link', 'archive', null, null, null],
    ]);
  });

  it('gives the directory as of any run, whatever happened since', async () => {
    const person = fc.record({
      student: fc.constantFrom('S1', 'S2', 'S3'),
      id: fc.constantFrom('', 'G1', 'G2', 'G3'),
      name: fc.constantFrom('Ana', 'Ben', 'Cleo'),
      email: fc.constantFrom('', 'a@x.org', 'b@x.org'),
      relationship: fc.constantFrom('Mother', 'Father'),
    });
    const history = fc.array(fc.array(person, { minLength: 1, maxLength: 5 }), { minLength: 2, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(history, async (files) => {
        const d = await district();
        const pictures: { runId: number; picture: Record<string, unknown[]> }[] = [];
        for (const rows of files) {
          const synced = await d
            .sync(
              file(
                rows.map(({ student, id, name, email, relationship }) => ({
                  studentSisId: student,
                  guardianSisId: id,
                  firstName: name,
                  lastName: 'Ruiz',
                  email,
                  relationship,
                })),
              ),
            )
            .catch((error) => {
              // A file that is refused changes nothing, and has no place in this history.
              if (!(error instanceof SyncFailure)) throw error;
            });
          if (!synced) continue;
          pictures.push({ runId: synced.runId, picture: await snapshot(d.districtId) });
        }
        for (const { runId, picture } of pictures) {
          for (const table of tables) {
            const then = (await recordsAsOf(db, d.districtId, table, runId))
              // What links remember of their rows is kept in link_memory.
              .map(({ said, had, ...record }) => JSON.stringify(sorted(record)))
              .sort();
            assert.deepEqual(then, picture[table], `${table} as of run ${runId}`);
          }
        }
      }),
      { numRuns: draws(10) },
    );
  });
});

function file(rows: Row[]): string {
  const columns = header.split(',');
  return [header, ...rows.map((row) => columns.map((column) => row[column] ?? '').join(','))].join('\n').concat('\n');
}

function sorted(record: object): object {
  return Object.fromEntries(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
}
