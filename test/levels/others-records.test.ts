import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { query } from '../../src/db/sql-files.js';
import { csv, type Row, TestDistrict } from '../guardians/harness.js';
import { packageFiles, smallRoster, type Tables } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { createTestDatabase } from '../support/database.js';
import { draws, timeFor } from '../support/draws.js';

const numRuns = draws(5);

const tables = ['school', 'term', 'classroom', 'student', 'staff', 'enrollment', 'guardian', 'guardian_link'];
const people = ['Mia', 'Ben', 'Hana'];
const columns = ['studentSisId', 'guardianSisId', 'firstName', 'lastName', 'email', 'relationship'];

/** What a school's night brings: who is left out of the roster, and its file. */
const night = fc.record({
  school: fc.constantFrom('A', 'B'),
  gone: fc.uniqueArray(fc.constantFrom('s1', 's2', 's6', 's7', 'p1', 'p2', 'c1', 'c3'), { maxLength: 4 }),
  rows: fc.array(
    fc.record({
      student: fc.constantFrom('s1', 's2', 's6', 's7', 'hand'),
      person: fc.constantFrom(...people),
      id: fc.constantFrom('', 'G1', 'hand'),
      relationship: fc.constantFrom('Mother', 'Father'),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

/** docs/guardian-rules.md 2: "The sync touches only what a sync created in this scope". */
describe("records of others: another scope's, and those made by hand", function () {
  this.timeout(timeFor(numRuns));
  let db: Knex;
  let drop: () => Promise<void>;
  let made = 0;

  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  async function district() {
    const slug = `d${++made}`;
    const whole = await TestScope.district(db, slug);
    const school = async (id: string) => {
      const roster = await whole.school(id, id.toLowerCase());
      for (const kind of ['students', 'staff', 'classrooms', 'enrollments'] as const)
        roster.settings.thresholdPercent[kind] = 100;
      // Runs of the two are numbered each by itself, and are told apart by their requests.
      const families = new TestDistrict(db, whole.districtId, roster.scopeId, `${slug}/${id}`);
      families.openRun = () => roster.openRun();
      families.settings.thresholdPercent.guardianLinks = 100;
      families.settings.thresholdPercent.guardians = 100;
      return { roster, families };
    };
    const all = { whole, A: await school('A'), B: await school('B') };
    for (const { roster, families } of [all.A, all.B]) {
      await roster.sync(packageFiles(smallRoster()));
      const mia = {
        studentSisId: roster === all.A.roster ? 's1' : 's7',
        guardianSisId: 'G1',
        firstName: 'Mia',
        lastName: 'Lopez',
        email: 'mia@x.org',
      };
      await families.sync(csv([mia], columns));
    }
    await byHand(whole.districtId);
    return all;
  }

  /** As a person would: without scope and run. Also a link between two people whom a sync made. */
  async function byHand(districtId: number): Promise<void> {
    for (const sql of [
      `insert into school (district_id, source_id, name) values (:id, 'hand', 'By hand')`,
      `insert into term (district_id, source_id, name) values (:id, 't1', 'By hand')`,
      `insert into classroom (district_id, source_id, name) values (:id, 'c1', 'By hand')`,
      `insert into student (district_id, source_id, sis_id, first_name) values (:id, 's1', 'hand', 'By'), (:id, 'hand', 's2', 'By')`,
      `insert into staff (district_id, source_id, first_name, last_name, email) values (:id, 'p1', 'Ben', 'Lopez', 'ben@x.org')`,
      `insert into guardian (district_id, sis_id, first_name, last_name, email) values (:id, 'hand', 'Hana', 'Lopez', 'hana@x.org'), (:id, null, 'Ben', 'Lopez', 'ben@x.org')`,
      `insert into enrollment (district_id, source_id, classroom_id, student_id, role)
       select :id, 'e1', c.classroom_id, s.student_id, 'student' from classroom c join student s using (district_id)
       where c.district_id = :id and c.scope_id is null and s.scope_id is null and s.source_id = 's1'`,
      `insert into guardian_link (district_id, student_id, guardian_id, relationship)
       select :id, s.student_id, g.guardian_id, 'Other' from student s join guardian g using (district_id)
       where s.district_id = :id and s.source_id in ('s1', 's7', 's2') and (s.scope_id = g.scope_id or g.scope_id is null)
       on conflict do nothing`,
    ])
      await query(db, sql, { id: districtId });
  }

  /** The versions of records that are not the given scope's. */
  async function others(districtId: number, scopeId: number): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const table of tables) {
      const [row] = await query<{ versions: string; count: number }>(
        db,
        `select string_agg(ctid::text || ' ' || xmin::text, ', ' order by ctid) as versions, count(*) as count
         from ${table} where district_id = :districtId and ${table === 'school' ? `source_id = 'hand'` : 'scope_id is distinct from :scopeId'}`,
        { districtId, scopeId },
      );
      assert.ok(row!.count > 0, table);
      found[table] = row!.versions;
    }
    return found;
  }

  const without = (gone: string[]) => (all: Tables) => {
    all.users = all.users.filter(({ sourcedId }) => !gone.includes(sourcedId!));
    all.classes = all.classes.filter(({ sourcedId }) => !gone.includes(sourcedId!));
  };

  it('are never written, whatever a roster and a file say', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(night, { minLength: 1, maxLength: 3 }), async (history) => {
        const all = await district();
        const { districtId } = all.whole;
        for (const { school, gone, rows } of history) {
          const { roster, families } = all[school];
          const before = await others(districtId, roster.scopeId);
          const tablesOf = smallRoster();
          without(gone)(tablesOf);
          await roster.sync(packageFiles(tablesOf));
          const file: Row[] = rows.map(({ student, person, id, relationship }) => ({
            studentSisId: student,
            guardianSisId: id,
            firstName: person,
            lastName: 'Lopez',
            email: `${person.toLowerCase()}@x.org`,
            relationship,
          }));
          await families.sync(csv(file, columns)).catch((error: { code?: string }) => {
            if (error.code !== 'NoStudentKnown' && error.code !== 'TooManyRowsInError') throw error;
          });
          assert.deepEqual(await others(districtId, roster.scopeId), before);
        }
      }),
      {
        numRuns,
        // A row of the very link that a person made.
        examples: [
          [[{ school: 'A', gone: [], rows: [{ student: 's2', person: 'Mia', id: 'G1', relationship: 'Mother' }] }]],
        ],
      },
    );
  });

  it('made by hand share an account by the same rule as others', async () => {
    const { whole, A } = await district();
    await A.families.assignAccounts();
    const accounts = await whole.rows(
      `select count(distinct r.account_id) as accounts, count(*) as roles from role r join account a using (district_id, account_id)
       where r.district_id = :districtId and a.email = 'ben@x.org' and r.ended_at is null`,
    );
    assert.deepEqual(accounts, [{ accounts: 1, roles: 2 }]);
  });
});
