import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SyncFailure } from '../../src/contract/failures.js';
import { query } from '../../src/db/sql-files.js';
import { draws, timeFor } from '../support/draws.js';
import { csv, otherRow, type Row, type TestDistrict, useDistricts } from './harness.js';

const numRuns = draws(10);
const families = 60;
const schools = 3;

/** What goes wrong with files: rows and columns missing, ids of another kind, contacts shifted, lines broken. */
type Damage = (rows: Row[]) => Row[] | string;
const share = fc.double({ min: 0, max: 1, noNaN: true });
const some = (part: number, change: (row: Row, i: number) => Row | null): Damage => {
  const each = (row: Row, i: number) => (((i * 37) % families) / families < part ? change(row, i) : row);
  return (rows) => rows.map(each).filter((row) => row !== null);
};
const changed = (column: string, value: (cell: string, i: number) => string) =>
  share.map((part) => some(part, (row, i) => ({ ...row, [column]: value(row[column] ?? '', i) })));
const anyDamage: fc.Arbitrary<Damage> = fc.oneof(
  share.map((part) => some(part, () => null)),
  fc.nat(schools - 1).map(
    (school): Damage =>
      (rows) =>
        rows.filter((_, i) => i % schools !== school),
  ),
  changed('studentSisId', (id) => `N${id}`),
  changed('studentSisId', (id) => id.replace(/^O0*/, '')),
  changed('studentSisId', (_, i) => `stranger ${i}`),
  changed('guardianSisId', (_, i) => `household ${i % 20}`),
  changed('guardianSisId', () => ''),
  changed('email', (_, i) => `new${i}@x.org`),
  changed('email', () => 'no address'),
  changed('firstName', () => ''),
  changed('lastName', (_, i) => `Name ${(i + 1) % families}`),
  fc.constantFrom('guardianSisId', 'email', 'mobilePhone').map(
    (gone): Damage =>
      (rows) =>
        rows.map(({ [gone]: _, ...row }) => row as Row),
  ),
  fc.nat(4000).map(
    (at): Damage =>
      (rows) => {
        const text = csv(rows);
        return `${text.slice(0, at)}"${text.slice(at)}`;
      },
  ),
);

/** Whatever chance draws, one file is held and one asks about removals. */
const strangers = some(1, (row, i) => ({ ...row, studentSisId: `stranger ${i}` }));
const halfGone = some(0.5, () => null);

/** docs/guardian-rules.md 5: nobody's links go by a wrong file, however many nights nobody answers. */
describe('wrong and damaged files', function () {
  this.timeout(timeFor(numRuns));
  const district = useDistricts();

  interface Ends {
    open: number;
    ended: number;
    schools: { open: number; ended: number }[];
  }

  /** Of the links that were open before a run: how many that run ended, in all and by school. */
  async function endsOf(d: TestDistrict, runId: number): Promise<Ends> {
    const rows = await query<{ open: number; ended: number }>(
      d.db,
      `select count(*) as open, count(*) filter (where l.archived_at is not null) as ended
       from guardian_link l join student s using (district_id, student_id)
       where l.district_id = :districtId and l.created_run <> :runId
         and (l.archived_at is null or l.source_run = :runId)
         and not exists (select from change c where c.district_id = l.district_id and c.run_id = :runId
           and c.entity = 'guardian_link' and c.entity_id = l.guardian_id and c.student_id = l.student_id
           and c.action = 'restore')
       group by s.school_id`,
      { districtId: d.districtId, runId },
    );
    const sum = (name: 'open' | 'ended') => rows.reduce((total, row) => total + row[name], 0);
    return { open: sum('open'), ended: sum('ended'), schools: rows };
  }

  it('end no more links than the rules allow without an answer, night after night', async () => {
    let withheld = 0;
    let held = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(anyDamage, { minLength: 1, maxLength: 4 }), async (nights) => {
        const d = await district({ bare: true });
        await d.addOthers(families);
        await inSchools(d);
        for (const damage of nights) {
          const damaged = damage(Array.from({ length: families }, (_, i) => otherRow(i + 1)));
          const file = typeof damaged === 'string' ? damaged : csv(damaged, Object.keys(damaged[0] ?? otherRow(1)));
          const night = await d.sync(file).catch((error) => {
            // Refused as a whole: by the check core, or as too much in error.
            if (error instanceof SyncFailure ? error.code !== 'RowsDontAddUp' : error.name === 'FileRefused')
              return null;
            throw error;
          });
          if (night === null) continue;
          const { open, ended, schools: bySchool } = await endsOf(d, night.runId);
          if (night.status === 'held') {
            held += 1;
            assert.deepEqual([night.changes, ended], [[], 0]);
          }
          if (night.questions.removals.length > 0) withheld += 1;
          assert.ok(ended < 5 || ended * 100 <= open * 20, `${ended} of ${open} ended`);
          for (const school of bySchool)
            assert.ok(
              school.ended < 20 || school.ended * 2 <= school.open,
              `${school.ended} of ${school.open} of a school`,
            );
        }
      }),
      { numRuns, examples: [[[strangers]], [[halfGone]]] },
    );
    assert.ok(withheld > 0 && held > 0, `${withheld} withheld, ${held} held`);
  });

  async function inSchools(d: TestDistrict): Promise<void> {
    await query(
      d.db,
      `with made as (
         insert into school (district_id, source_id, name)
         select :districtId, n, 'School ' || n from generate_series(0, cast(:schools as int) - 1) n returning school_id, source_id)
       update student s set school_id = made.school_id, school_ids = array[made.school_id] from made
       where s.district_id = :districtId
         and made.source_id = cast((cast(right(s.sis_id, 5) as int) - 1) % :schools as text)`,
      { districtId: d.districtId, schools },
    );
  }
});
