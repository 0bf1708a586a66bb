import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Knex } from 'knex';
import { countsByKind } from '../../src/runs/counts.js';
import { runReport } from '../../src/runs/report.js';
import { TestDistrict } from '../guardians/harness.js';
import { csv } from '../guardians/rows.js';
import { packageFiles, smallRoster } from '../roster/files.js';
import { TestScope } from '../roster/scope.js';
import { createTestDatabase } from '../support/database.js';
import { draws, timeFor } from '../support/draws.js';

const people = 5;
const students = ['s1', 's2', 's3', 's4'];

interface Night {
  /** Who is in the roster; null: it didn't come. */
  present: string[] | null;
  /** Null: no guardian file came. */
  file: { student: string; person: number; hasId: boolean; phone: string }[] | null;
  /** Moves the ids on by so many people. */
  shift: number;
  answer: 'archive' | 'keep' | null;
  syncsGuardians: boolean;
}

const anyNight: fc.Arbitrary<Night> = fc.record({
  present: fc.option(fc.subarray(students, { minLength: 1 })),
  file: fc.option(
    fc.array(
      fc.record({
        student: fc.constantFrom(...students),
        person: fc.integer({ min: 1, max: people }),
        hasId: fc.boolean(),
        phone: fc.constantFrom('', '+15005550101', '+15005550102'),
      }),
      { minLength: 1, maxLength: 8 },
    ),
  ),
  shift: fc.nat(2),
  answer: fc.option(fc.constantFrom('archive', 'keep')),
  syncsGuardians: fc.boolean(),
});

describe('the figures of a report', () => {
  let db: Knex;
  let drop: () => Promise<void>;
  let districts = 0;
  before(async () => {
    ({ db, drop } = await createTestDatabase());
  });
  after(() => drop());

  const tables: Record<string, string> = {
    ...{ schools: 'school', terms: 'term', students: 'student', staff: 'staff', classrooms: 'classroom' },
    ...{ enrollments: 'enrollment', guardians: 'guardian', guardianLinks: 'guardian_link' },
  };

  /** Of each kind what the run made, and its changes. */
  async function listed(runId: number): Promise<Record<string, unknown>> {
    const all: Record<string, unknown> = {};
    for (const [kind, table] of Object.entries(tables)) {
      const { rows } = await db.raw(
        `select (select count(*) from ${table} where created_run = :runId) as created,
           count(*) filter (where action = 'update') as updated, count(*) filter (where action = 'archive') as archived,
           count(*) filter (where action = 'restore') as restored
         from change where run_id = :runId and entity = :table`,
        { runId, table },
      );
      all[kind] = rows[0];
    }
    return all;
  }

  async function expectEqual(runId: number, night: Night): Promise<void> {
    const { counts } = await runReport(db, runId);
    const byKind = countsByKind(counts);
    const told = Object.fromEntries(
      Object.keys(tables).map((kind) => {
        const { created = 0, updated = 0, archived = 0, restored = 0 } = byKind[kind] ?? {};
        return [kind, { created, updated, archived, restored }];
      }),
    );
    assert.deepEqual(told, await listed(runId), JSON.stringify(night));
  }

  function rosterOf(present: readonly string[]) {
    const { users, enrollments, ...rest } = smallRoster();
    const stays = (id: string | undefined) => !students.includes(id ?? '') || present.includes(id!);
    return packageFiles({
      ...rest,
      users: users.filter(({ sourcedId }) => stays(sourcedId)),
      enrollments: enrollments.filter(({ userSourcedId }) => stays(userSourcedId)),
    });
  }

  const fileOf = (rows: NonNullable<Night['file']>, shift: number) =>
    csv(
      rows.map(({ student, person, hasId, phone }) => ({
        ...{ studentSisId: student, guardianSisId: hasId ? `G${(person + shift) % people}` : '' },
        ...{ firstName: 'Ana', lastName: `Ruiz ${person}`, email: `ana${person}@example.org`, mobilePhone: phone },
      })),
    );

  it('are as many as the changes that it lists, of every kind', async function () {
    const numRuns = draws(8);
    this.timeout(timeFor(numRuns));
    await fc.assert(
      fc.asyncProperty(fc.array(anyNight, { minLength: 2, maxLength: 6 }), async (nights) => {
        districts += 1;
        const roster = await TestScope.district(db, `district-${districts}`);
        const families = new TestDistrict(db, roster.districtId, roster.scopeId, roster.slug);
        roster.settings.roster.archiveStudents = true;
        await roster.sync(rosterOf(students));
        for (const night of nights) {
          roster.settings.guardians.enabled = night.syncsGuardians;
          const answers = night.answer ? [['removals', night.answer] as ['removals', 'archive' | 'keep']] : [];
          if (night.present) await expectEqual((await roster.sync(rosterOf(night.present), answers)).runId, night);
          if (night.file)
            await expectEqual((await families.sync(fileOf(night.file, night.shift), { answers })).runId, night);
        }
      }),
      { numRuns, endOnFailure: true },
    );
  });
});
